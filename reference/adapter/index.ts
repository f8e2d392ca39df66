export { createAdapter } from './reference.ts';
