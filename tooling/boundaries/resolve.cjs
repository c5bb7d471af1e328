// How imports are found, in the form that dependency-cruiser reads.
const { join } = require("node:path");

module.exports = { resolve: { alias: { "@": join(__dirname, "../../apps/web/src") } } };
