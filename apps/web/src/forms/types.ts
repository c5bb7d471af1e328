/** All property names of a type; of a union, those of each member. */
type Names<T> = T extends unknown ? keyof T & string : never;

type At<T, Name> = T extends unknown ? (Name extends keyof T ? T[Name] : never) : never;

/**
 * The values of a form for the input of a procedure: one for each name. An input may be empty whatever the schema says;
 * optional values are not optional here.
 */
export type FormValues<Input, Without extends string = never> = {
  [Name in Exclude<Names<Input>, Without>]: Exclude<At<Input, Name>, undefined>;
};

/** A list whose entries are objects with their own inputs. */
export type ListOfRows = readonly { [name: string]: unknown }[];

/** The path of a value in a form: `name`, `lines`, `lines.0`, `lines.0.itemId`. */
export type FormPath<Values> = {
  [Name in keyof Values & string]: Name | EntryPath<Name, Values[Name]>;
}[keyof Values & string];

type EntryPath<Name extends string, Value> = Value extends readonly (infer Entry)[]
  ? `${Name}.${number}` | (Value extends ListOfRows ? `${Name}.${number}.${FormPath<Entry>}` : never)
  : never;

/** The value of a form at a path. */
export type ValueAt<Values, Path extends string> = Path extends keyof Values
  ? Values[Path]
  : Path extends `${infer Name}.${number}`
    ? Name extends keyof Values
      ? EntryOf<Values[Name]>
      : never
    : Path extends `${infer Name}.${number}.${infer Rest}`
      ? Name extends keyof Values
        ? ValueAt<FormValues<EntryOf<Values[Name]>>, Rest>
        : never
      : never;

type EntryOf<List> = List extends readonly (infer Entry)[] ? Entry : never;

/** The first name of a path. */
export type FirstName<Path> = Path extends `${infer Name}.${string}` ? Name : Path;

/** The paths that the rules of a procedure report on, from the type of its error. */
export type RuledPath<Failure> = Failure extends { data?: infer Data }
  ? Data extends { refuses?: infer Refusal }
    ? Refusal extends { path: infer Path }
      ? Path
      : never
    : never
  : never;
