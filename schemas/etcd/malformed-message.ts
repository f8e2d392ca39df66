/** Thrown for a message that leaves out what must be there, or is none. */
export class MalformedMessage extends Error {}
