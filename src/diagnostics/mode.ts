/**
 * How strictly a change to released events is judged; each mode holds what the one before it holds. `replay`: new code
 * must read all that was stored. `deploy`: and old code keeps running beside new code for a while. `publish`: and
 * strangers read our events for ever.
 */
export type Mode = 'replay' | 'deploy' | 'publish';

export const modes: readonly Mode[] = ['replay', 'deploy', 'publish'];
