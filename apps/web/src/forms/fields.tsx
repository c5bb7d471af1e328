// The form components that pages use.

export { CustomField, type CustomInput, MoneyInput, NumberSelect } from "./custom-field.tsx";
export { FormActions } from "./form-actions.tsx";
export { Form, SubmitButton } from "./form-element.tsx";
export { type Inputs, type Rows, RowsField } from "./rows-field.tsx";
export { CheckboxField, NumberField, SelectField, TextareaField, TextField } from "./value-fields.tsx";
