
/** What is wrong with a payload, and where. */
export interface Issue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey> | undefined;
}

/** Standard Schema, version 1. */
export interface Schema<T> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly types?: { readonly input: T; readonly output: T } | undefined;
    readonly validate: (
      value: unknown,
    ) =>
      | { readonly value: T; readonly issues?: undefined }
      | { readonly issues: ReadonlyArray<Issue> };
  };
}

export interface TopicConfig<T> {
  schema: Schema<T>;
}

function config<T>(
  validate: (value: unknown) => ReadonlyArray<Issue>,
): TopicConfig<T> {
  return {
    schema: {
      "~standard": {
        version: 1,
        vendor: "realtime-codegen",
        validate(value) {
          // Inngest's client makes undefined of a received null.
          const data = value === undefined ? null : value;
          const issues = validate(data);
          return issues.length ? { issues } : { value: data as T };
        },
      },
    },
  };
}

/** A topic whose payloads are checked by type checkers alone. */
export function unchecked<T>(): TopicConfig<T> {
  return config(() => []);
}

/** A value in a message: its JSON, if it has one, and not all of a long one. */
export function shown(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {} // it contains itself, or a bigint
  text ??= typeof value;
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** The JSON of a value, or that it has none. `{}` would be sent of a Map. */
export function json(
  value: unknown,
):
  | { readonly text: string; readonly issues?: undefined }
  | { readonly issues: Issue[] } {
  let why = "";
  const plain = (key: string, part: unknown): unknown => {
    if (!(part instanceof Map || part instanceof Set)) return part;
    const kind = part instanceof Map ? "Map" : "Set";
    why = `: ${key ? shown(key) : "it"} is a ${kind}`;
    throw new TypeError(why);
  };
  try {
    const text = JSON.stringify(value, plain) as string | undefined;
    if (text !== undefined) return { text };
  } catch {} // also where it contains itself, or a bigint
  return { issues: [{ message: `payload: has no JSON form${why}` }] };
}

/** The JSON Schema of a channel's parameter. */
export interface Parameter {
  readonly type: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
}

type Schemas = { readonly [name: string]: Parameter };
type Values = { readonly [name: string]: unknown };

/**
 * A channel's name. A value must not contain a separator beside its
 * placeholder, so that what a user types does not reach another channel.
 */
export function fill(
  template: string,
  parameters: Schemas,
  values: object,
): string {
  const given: Values = typeof values === "object" ? { ...values } : {};
  const wrong: string[] = Object.keys(given)
    .filter((name) => !Object.hasOwn(parameters, name))
    .map((name) => `${name}: there is no such parameter`);
  if (typeof values !== "object") {
    wrong.push(
      `expected an object with the parameters, found ${shown(values)}`,
    );
  }
  const [first = "", ...rest] = template.split(/\{([^{}]*)\}/);
  let before = first;
  let filled = first;
  for (let i = 0; i < rest.length; i += 2) {
    const [name = "", after = ""] = rest.slice(i);
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    const text = written(parameters[name]!, value);
    const separators = [mark(before.slice(-2), -1), mark(after, 0) || after];
    const problem =
      refusal(text, parameters[name]!) ?? separated(text.text, separators);
    if (problem !== undefined) {
      wrong.push(`${name}: ${problem}, found ${shown(value)}`);
    }
    filled += text.text + after;
    before = after;
  }
  if (wrong.length) {
    throw new TypeError(
      `wrong parameters of the channel "${template}":\n  ${wrong.join("\n  ")}`,
    );
  }
  return filled;
}

/** The character beside a placeholder; nothing for a letter or a digit. */
function mark(text: string, index: number): string {
  const character = Array.from(text).slice(index)[0] ?? "";
  return /^[\p{L}\p{N}]$/u.test(character) ? "" : character;
}

interface Text {
  readonly text: string;
  readonly isRight: boolean;
}

function written(parameter: Parameter, value: unknown): Text {
  if (parameter.type === "integer") {
    return { text: String(value), isRight: Number.isSafeInteger(value) };
  }
  const isRight = typeof value === "string";
  const text = isRight ? value : "";
  const isUuid = parameter.format === "uuid";
  return { text: isUuid ? text.toLowerCase() : text, isRight };
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

function refusal(
  { text, isRight }: Text,
  { type, enum: listed, pattern, format }: Parameter,
): string | undefined {
  if (!isRight) return `expected ${type === "integer" ? "an" : "a"} ${type}`;
  if (!text) return "expected a string that is not empty";
  if (UNPRINTABLE.test(text)) return "expected printable characters";
  const isUuid = format === "uuid";
  const allowed = isUuid ? listed?.map((one) => one.toLowerCase()) : listed;
  if (allowed && !allowed.includes(text)) {
    return `expected ${allowed.map((one) => JSON.stringify(one)).join(" or ")}`;
  }
  if (pattern !== undefined && !new RegExp(pattern, "u").test(text)) {
    return `expected a string that matches ${pattern}`;
  }
  return isUuid && !UUID.test(text) ? "expected a UUID" : undefined;
}

function separated(
  text: string,
  separators: readonly string[],
): string | undefined {
  // Also what would begin inside the value: "aba" after "xab" is found at "x".
  const found = separators.find(
    (one) => one && (text + one).indexOf(one) < text.length,
  );
  return found && `expected a value without ${JSON.stringify(found)}`;
}

type Topics<TChannel> = TChannel extends { readonly topics: infer TTopics }
  ? TTopics
  : never;

/** The name of a factory: a channel has one once its factory is called. */
export interface NotYetCalled {
  readonly "call it with the channel's parameters": never;
}

/** Gives the channel of some parameters, as Inngest's `channel` makes it. */
export interface Factory<TParams, TChannel> {
  (params: TParams): TChannel;
  /** Of no use. As a string, a factory would be taken for a channel. */
  readonly name: NotYetCalled;
  readonly topics: Topics<TChannel>;
  readonly $params: TParams;
}

export function factory<TParams extends object, TChannel>(
  template: string,
  parameters: Schemas,
  topics: Topics<TChannel>,
): Factory<TParams, TChannel> {
  const name = (values: TParams): string => fill(template, parameters, values);
  return define_(name, topics) as Factory<TParams, TChannel>;
}

/** A channel without parameters. */
export function fixed<TChannel>(
  name: string,
  topics: Topics<TChannel>,
): TChannel {
  return define_(name, topics) as TChannel;
}

function define_(name: unknown, topics: unknown): unknown {
  return channel({ name, topics } as Parameters<typeof channel>[0]);
}
