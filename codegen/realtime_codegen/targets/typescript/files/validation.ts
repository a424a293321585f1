
/** The definitions of definition files, by the names that references use. */
export type Documents = { [uri: string]: object };

const known: Documents = {};

/** A topic whose payloads are validated by their JSON Schema. */
export function topic<T>(
  schema: () => object | boolean,
  ...documents: ReadonlyArray<(found: Documents) => void>
): TopicConfig<T> {
  let parsed: object | undefined;
  return config((value) => {
    if (parsed === undefined) {
      parsed = schema() as object;
      for (const add of documents) add(known);
    }
    const data = sent(value);
    if (data === undefined) return [{ message: "payload: has no JSON form" }];
    if (Check(known, parsed, data.value)) return [];
    const [, errors] = Errors(known, parsed, data.value);
    return errors.map(({ message, instancePath }) => ({
      message: `${instancePath || "payload"}: ${message}`,
      path: instancePath.split("/").slice(1).map(step),
    }));
  });
}

function step(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** What is sent of a value: its JSON, if it has one. */
function sent(value: unknown): { readonly value: unknown } | undefined {
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : { value: JSON.parse(text) };
  } catch {
    return undefined; // it contains itself, or a bigint
  }
}
