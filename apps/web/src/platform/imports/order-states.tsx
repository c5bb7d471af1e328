import type { ImportPreview, OrderStates } from "@waybill/validators";
import { useTranslations } from "next-intl";
import { Select } from "@/components/ui/input.tsx";
import { Panel } from "@/components/ui/surface.tsx";
import { useApiText } from "@/texts/api-texts.tsx";
import { Labelled } from "./labelled.tsx";

const withAnswer = (answers: OrderStates, state: string, wanted: boolean | null): OrderStates => [
  ...answers.filter((one) => one.state !== state),
  ...(wanted === null ? [] : [{ state, wanted }]),
];

/** The treatment of orders by their state, where the file has states that the import does not know. */
export function OrderStateChoices({
  answers,
  questions,
  onChange,
}: {
  answers: OrderStates;
  /** One question for each unknown state. */
  questions: ImportPreview["questions"];
  onChange: (answers: OrderStates) => void;
}) {
  const t = useTranslations("imports.preview");
  const apiText = useApiText();
  if (questions.length === 0) return null;
  return (
    <Panel title={t("orders")}>
      <div className="grid grid-cols-1 gap-x-6 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
        {questions.map(({ example, text }) => (
          <StateChoice
            key={example}
            state={example}
            help={apiText(text)}
            wanted={answers.find(({ state }) => state === example)?.wanted}
            onChange={(wanted) => onChange(withAnswer(answers, example, wanted))}
          />
        ))}
      </div>
    </Panel>
  );
}

/** The treatment of orders in an unknown state. */
function StateChoice({
  state,
  help,
  wanted,
  onChange,
}: {
  state: string;
  help: string;
  wanted: boolean | undefined;
  onChange: (wanted: boolean | null) => void;
}) {
  const t = useTranslations("imports.preview");
  return (
    <Labelled label={state} help={help}>
      {(id) => (
        <Select
          id={id}
          value={wanted === undefined ? "" : String(wanted)}
          aria-invalid={wanted === undefined ? true : undefined}
          onChange={({ target }) => onChange(target.value === "" ? null : target.value === "true")}
        >
          <option value="">{t("choose")}</option>
          <option value="true">{t("asDrafts")}</option>
          <option value="false">{t("leaveOut")}</option>
        </Select>
      )}
    </Labelled>
  );
}
