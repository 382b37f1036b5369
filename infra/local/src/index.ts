export { redisProgram } from './redis/redis-program.ts';
export type { ManagedServer, Origin, ServerExit, ServerName, Stack, StackOptions, StackPorts, Step } from './stack.ts';
export { StackError } from './stack-error.ts';
export { startStack } from './start-stack.ts';
