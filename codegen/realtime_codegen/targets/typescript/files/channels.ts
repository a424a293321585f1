
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
        // Inngest's client makes undefined of a received null.
        validate(value: unknown = null) {
          const issues = validate(value);
          return issues.length ? { issues } : { value: value as T };
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

/**
 * The JSON of a value, or that it has none. Of a Map, `{}` would be sent, and
 * nothing of a function.
 */
export function json(
  value: unknown,
):
  | { readonly text: string; readonly issues?: undefined }
  | { readonly issues: Issue[] } {
  let why = "";
  const plain = (key: string, part: unknown): unknown => {
    const kind =
      part instanceof Map ? "Map" : part instanceof Set ? "Set" : typeof part;
    if (!/Map|Set|function|symbol|bigint/.test(kind)) return part;
    why = `: ${key ? shown(key) : "it"} is a ${kind}`;
    throw new TypeError(why);
  };
  try {
    const text = JSON.stringify(value, plain) as string | undefined;
    if (text !== undefined) return { text };
  } catch {} // also where it contains itself
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
  const given: Values = { __proto__: null, ...values };
  const wrong =
    typeof values === "object"
      ? Object.keys(given)
          .filter((name) => !Object.hasOwn(parameters, name))
          .map((name) => `${name}: there is no such parameter`)
      : [`expected an object with the parameters, found ${shown(values)}`];
  const [first = "", ...rest] = template.split(/\{([^{}]*)\}/);
  let before = first;
  let filled = first;
  for (let i = 0; i < rest.length; i += 2) {
    const [name = "", after = ""] = rest.slice(i);
    const value = given[name];
    const rule = parameters[name]!;
    const text = written(rule, value);
    const separators = [mark(before.slice(-2), -1), mark(after, 0) || after];
    const problem = refusal(text, rule) ?? separated(text!, separators);
    if (problem) wrong.push(`${name}: ${problem}, found ${shown(value)}`);
    filled += text + after;
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
  const character = Array.from(text).at(index) ?? "";
  return /^[\p{L}\p{N}]$/u.test(character) ? "" : character;
}

/** A value as it stands in a name; nothing for one of another type. */
function written(
  { type, format }: Parameter,
  value: unknown,
): string | undefined {
  if (type === "integer") {
    return Number.isSafeInteger(value) ? String(value) : undefined;
  }
  if (typeof value !== "string") return undefined;
  return format === "uuid" ? value.toLowerCase() : value;
}

const UUID = /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/;
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

function refusal(
  text: string | undefined,
  { type, enum: allowed, pattern, format }: Parameter,
): string | undefined {
  if (text === undefined) {
    return `expected ${type === "integer" ? "an" : "a"} ${type}`;
  }
  if (!text) return "expected a string that is not empty";
  if (UNPRINTABLE.test(text)) return "expected printable characters";
  if (allowed && !allowed.includes(text)) {
    return `expected ${allowed.map((one) => JSON.stringify(one)).join(" or ")}`;
  }
  if (pattern !== undefined && !new RegExp(pattern, "u").test(text)) {
    return `expected a string that matches ${pattern}`;
  }
  if (format === "uuid" && !UUID.test(text)) return "expected a UUID";
  return undefined;
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
