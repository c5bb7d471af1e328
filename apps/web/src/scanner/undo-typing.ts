/** Elements that react to typed characters. */
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const isField = (target: unknown): target is Field =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;

/** Sets a field's value and notifies listeners. By the setter of the prototype, since React overrides that of the element. */
function write(field: Field, value: string): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set?.call(field, value);
  const heard = field instanceof HTMLSelectElement ? "change" : "input";
  field.dispatchEvent(new Event(heard, { bubbles: true }));
}

/** Whether a field shows another value: a number input has no value while its text is not a number. */
const differs = (field: Field, value: string) => field.value !== value || field.validity.badInput;

/** Records the values of fields before keys are typed into them, to restore them. */
export class TypingUndo {
  readonly #before = new Map<Field, string>();
  #focused: Element | null = null;

  /** Clears the record; the typed text stays. */
  start(): void {
    this.#before.clear();
    this.#focused = document.activeElement;
  }

  /** Called before a key reaches a field. */
  note(target: EventTarget | null): void {
    if (isField(target) && !this.#before.has(target)) this.#before.set(target, target.value);
  }

  /** Restores every field, and the focus. */
  undo(): void {
    for (const [field, value] of this.#before) if (field.isConnected && differs(field, value)) write(field, value);
    this.#before.clear();
    if (document.activeElement !== this.#focused && this.#focused instanceof HTMLElement) this.#focused.focus();
  }
}
