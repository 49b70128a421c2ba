/**
 * Node's HTTP. An import statement would read each of its properties and so load Node's own fetch and WebSocket, too,
 * which takes a twentieth of a start.
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule("node:http");
