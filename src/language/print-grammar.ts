import { grammarModule } from './compile-grammar.js';

// Run by the build, which keeps what is printed beside what is built.
process.stdout.write(grammarModule());
