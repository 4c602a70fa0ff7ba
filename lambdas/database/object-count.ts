/** The port that counts objects: nothing of them is read. */
export type ObjectCount = { count: number; isComplete: boolean }
/** Below these prefixes, up to `most`. Not `isComplete` where there are more. */
export type CountObjects = (prefixes: string[], most: number) => Promise<ObjectCount>
