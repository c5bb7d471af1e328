/** What the list of handlers that gave up asks for. */
export const deadLetterInput = { limit: 50, handlers: true, states: ["failed" as const] };
