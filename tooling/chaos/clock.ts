// Loaded before a process's own code (`node --import`): SIGUSR2 sets its clock an hour ahead, the next one back.

const hourMs = 3_600_000;
let aheadMs = 0;

const TrueDate = Date;
globalThis.Date = new Proxy(TrueDate, {
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [TrueDate.now() + aheadMs] : args, newTarget),
  apply: () => new TrueDate(TrueDate.now() + aheadMs).toString(),
  get: (target, name, receiver) =>
    name === "now" ? () => TrueDate.now() + aheadMs : Reflect.get(target, name, receiver),
});

process.on("SIGUSR2", () => {
  aheadMs = aheadMs === 0 ? hourMs : 0;
});
