
/** The definitions of definition files, by the names that references use. */
export type Documents = { [uri: string]: object };

const known: Documents = Object.create(null);

/** A topic whose payloads are validated by their JSON Schema. */
export function topic<T>(
  schema: string,
  ...documents: ReadonlyArray<(found: Documents) => void>
): TopicConfig<T> {
  let parsed: any;
  let explained: readonly [Documents, object] | undefined;
  return config((value) => {
    for (const add of documents) add(known);
    parsed ??= JSON.parse(schema);
    const sent = json(value);
    if (sent.issues) return sent.issues;
    const data: unknown = JSON.parse(sent.text, bare);
    if (Check(leading(known, parsed), parsed, data)) return [];
    explained ??= [narrowed(known), narrowed(parsed)];
    const found = problems(...explained, data);
    return found.length ? found : [{ message: "payload: is not valid" }];
  });
}

/** Makes objects that have nothing but their own: TypeBox asks `in`. */
function bare(_: string, value: any): any {
  return value instanceof Object && !Array.isArray(value)
    ? { __proto__: null, ...value }
    : value;
}

/**
 * What references lead to, in a file or from the root of a topic's schema.
 * TypeBox looks here first, else at the same place of other schemas too.
 */
function leading(documents: Documents, root?: object): Documents {
  const get = (_: unknown, ref: string): any => {
    const [uri, pointer = ""] = ref.split("#");
    // Nothing is at an anchor, which is no pointer.
    const whole = { "": uri ? documents[uri] : root };
    return part(whole, steps(decodeURIComponent(pointer)));
  };
  const has = (_: unknown, ref: string): boolean => get(_, ref) !== undefined;
  return new Proxy(documents, { get, has } as ProxyHandler<Documents>);
}

/** A problem of TypeBox's. */
interface Problem {
  readonly keyword: string;
  readonly message: string;
  readonly instancePath: string;
  readonly params: any;
}

function problems(known: Documents, schema: object, data: unknown): Issue[] {
  const { maxErrors } = Settings.Get();
  let errors: ReadonlyArray<Problem>;
  try {
    Settings.Set({ maxErrors: Infinity }); // otherwise it lists a few
    [, errors] = Errors(leading(known, schema), schema, data);
  } finally {
    Settings.Set({ maxErrors });
  }
  // They only count what is listed itself.
  const told = errors.filter(
    ({ keyword, params }) =>
      keyword !== "additionalProperties" && params.failingKeyword !== "else",
  );
  return told.map((problem) => {
    const path = steps(problem.instancePath).slice(1);
    const extra: unknown[] | undefined = problem.params.unevaluatedProperties;
    const found = extra?.map(shown).join(", ") ?? shown(part(data, path));
    const place = problem.instancePath || "payload";
    return { message: `${place}: ${expected(problem)}, found ${found}`, path };
  });
}

function expected({ keyword, message, params }: Problem): string {
  if (keyword === "const") return `must be ${shown(params.allowedValue)}`;
  if (keyword === "enum") {
    return `must be one of ${params.allowedValues.map(shown).join(", ")}`;
  }
  return keyword === "boolean" ? "must not be there" : message;
}

/** The steps of a JSON Pointer, behind an empty one. */
function steps(pointer: string): string[] {
  return pointer
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function part(value: any, path: ReadonlyArray<string>): any {
  return path.reduce((around, key) => around?.[key], value);
}

/**
 * The schema, whose unions ask only for the branch that a value's type and
 * tag choose: what is wrong by the others is not told.
 */
function narrowed(schema: any): any {
  if (Array.isArray(schema)) return schema.map(narrowed);
  if (typeof schema !== "object" || !schema) return schema;
  const made: any = { __proto__: null };
  for (const [key, value] of Object.entries(schema)) {
    made[key] = key === "const" || key === "enum" ? value : narrowed(value);
  }
  for (const keyword of ["anyOf", "oneOf"]) {
    const branches = made[keyword];
    const choice = Array.isArray(branches) && chosen(branches);
    if (!choice) continue;
    made.allOf = [...(made.allOf ?? []), choice];
    made[keyword] = { ...branches }; // no union, but references lead there
  }
  return made;
}

/** What asks for one of the branches; nothing where they are not told apart. */
function chosen(branches: ReadonlyArray<any>): object | undefined {
  const targets = branches.map(target);
  const types = targets.map((one) => one?.type);
  const kinds = [...new Set(types)];
  const objects = targets.filter((_, index) => types[index] === "object");
  const tag = objects.length > 1 ? tagOf(objects) : "";
  if (
    tag === undefined ||
    types.some(
      (one, index) =>
        typeof one !== "string" ||
        (one !== "object" && types.indexOf(one) < index),
    ) ||
    (kinds.includes("integer") && kinds.includes("number"))
  ) {
    return undefined;
  }
  const having = (schemas: any[]) =>
    tag && {
      required: [tag],
      properties: { [tag]: { enum: schemas.flatMap((one) => tags(one, tag)) } },
    };
  return {
    type: kinds.length > 1 ? kinds : kinds[0],
    ...having(objects),
    // What is wrong by "then" would not be listed.
    allOf: branches.map((branch, index) => ({
      if: { not: { type: types[index], ...having([targets[index]]) } },
      else: branch,
    })),
  };
}

/** The property of which each object lists other values. */
function tagOf(objects: ReadonlyArray<any>): string | undefined {
  return Object.keys(objects[0].properties ?? {}).find((key) => {
    if (!key) return false;
    const all = objects.map((one) => tags(one, key));
    const values = all.flat();
    return (
      all.every(({ length }) => length) &&
      new Set(values).size === values.length
    );
  });
}

/** A schema, behind its references. */
function target(branch: any): any {
  return branch?.$ref ? target(leading(known)[branch.$ref]) : branch;
}

/** The values of a property that an object must have, if they are listed. */
function tags(schema: any, key: string): unknown[] {
  if (!schema.required?.includes(key)) return [];
  const { const: only, enum: listed = [] } = schema.properties?.[key] ?? {};
  return only === undefined ? listed : [only];
}
