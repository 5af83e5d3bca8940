import { openMemoryProjection } from '@varve/runtime';
import { openMemoryStore } from '@varve/runtime/memory';
import { defineTodoList, ListId, progress } from '../generated/todo/index.js';

// The schema says `custom` for TaskRenamed. Leave it out, and this does not compile.
const TodoList = defineTodoList({
  reduce: {
    TaskRenamed: (state, { data: { task, newName } }) => ({
      ...state,
      open: Object.fromEntries(Object.entries(state.open).map(([name, priority]) => [name === task ? newName : name, priority])),
    }),
  },
});

async function main(): Promise<void> {
  // To keep the events in a file: `await openSqliteStore('todo.db')`, from '@varve/runtime/sqlite'.
  const store = await openMemoryStore();
  const lists = TodoList.repository(store);
  const id = ListId(crypto.randomUUID());

  await lists.append(
    id,
    [
      { type: 'TaskAdded', data: { task: 'write a schema', priority: 'high' } },
      { type: 'TaskAdded', data: { task: 'generate', priority: 'normal' } },
      { type: 'TaskRenamed', data: { task: 'generate', newName: 'run npx varve generate' } },
    ],
    { expected: 'absent' },
  );

  // Loads the list, decides, and appends if nobody else did in the meantime.
  await lists.execute(id, (list) => {
    if (list.open['write a schema'] === undefined) return [];
    return { type: 'TaskCompleted', data: { task: 'write a schema' } };
  });

  console.log('The audit trail:');
  for await (const { event, after } of lists.history(id)) {
    console.log(`  ${event.revision} ${event.type} ${JSON.stringify(event.data)}`);
    console.log(`    -> ${JSON.stringify(after)}`);
  }

  const earlier = await lists.load(id, { at: { revision: 2 } });
  console.log(`At revision 2: ${JSON.stringify(earlier.state)}`);
  const today = await lists.load(id);
  console.log(`Today:         ${JSON.stringify(today.state)}`);

  const rows = openMemoryProjection(progress(), { TodoList });
  await rows.catchUp(store);
  console.log('The projection:', rows.rows());

  await store.close();
}

void main();
