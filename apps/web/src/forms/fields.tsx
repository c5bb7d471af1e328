// The form components that pages use.

export { CustomField, type CustomInput, MoneyInput } from "./custom-field.tsx";
export { Form, SubmitButton } from "./form-element.tsx";
export { type Inputs, type Rows, RowsField } from "./rows-field.tsx";
export { CheckboxField, NumberField, SelectField, TextareaField, TextField } from "./value-fields.tsx";
