
/** The definitions of definition files, by the names that references use. */
export type Documents = { [uri: string]: object };

const known: Documents = Object.create(null);

/** A topic whose payloads are validated by their JSON Schema. */
export function topic<T>(
  schema: () => object | boolean,
  ...documents: ReadonlyArray<(found: Documents) => void>
): TopicConfig<T> {
  let parsed: object | undefined;
  let explained: readonly [Documents, object] | undefined;
  return config((value) => {
    if (parsed === undefined) {
      for (const add of documents) add(known);
      parsed = prepared(schema()) as object;
    }
    const sent = json(value);
    if (sent.issues) return sent.issues;
    const data: unknown = JSON.parse(sent.text, bare);
    if (Check(known, parsed, data)) return [];
    explained ??= [narrowed(known), narrowed(parsed)];
    const found = problems(all(explained, data), data);
    return found.length ? found : [{ message: "payload: is not valid" }];
  });
}

/** Makes objects that have nothing but their own: TypeBox asks `in`. */
function bare(_: string, value: any): any {
  return typeof value === "object" && value && !Array.isArray(value)
    ? Object.setPrototypeOf(value, null)
    : value;
}

/**
 * The schema, when what it refers to is known by the whole reference. There
 * TypeBox looks first, else at the same place of the file that it came from.
 */
function prepared(schema: unknown): any {
  return JSON.parse(JSON.stringify(schema), (key, value) => {
    const found = key === "$ref" && !(value in known) ? at(value) : undefined;
    if (found !== undefined) {
      known[value] = found; // also where it refers to itself
      known[value] = prepared(found);
    }
    return bare(key, value);
  });
}

/** What is at a place of a definition file. */
function at(ref: unknown): any {
  const [uri = "", pointer = ""] = String(ref).split("#");
  return part(
    known[uri],
    decodeURIComponent(pointer).split("/").slice(1).map(step),
  );
}

/** All problems: otherwise TypeBox lists a few. */
function all(
  explained: readonly [Documents, object],
  data: unknown,
): ReadonlyArray<Problem> {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: Infinity });
  try {
    return Errors(...explained, data)[1];
  } finally {
    Settings.Set({ maxErrors });
  }
}

/** A problem of TypeBox's. */
interface Problem {
  readonly keyword: string;
  readonly message: string;
  readonly instancePath: string;
  readonly params: any;
}

function problems(errors: ReadonlyArray<Problem>, data: unknown): Issue[] {
  // They only count what is listed itself.
  const told = errors.filter(
    ({ keyword, params }) =>
      keyword !== "additionalProperties" && params.failingKeyword !== "else",
  );
  return told.map((problem) => {
    const path = problem.instancePath.split("/").slice(1).map(step);
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

function step(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
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
  if (typeof schema !== "object" || schema === null) return schema;
  const made = Object.create(null);
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
    kinds.length + Math.max(objects.length, 1) !== types.length + 1 ||
    kinds.some((one) => typeof one !== "string") ||
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
  let found = branch;
  for (let i = 0; i < 9 && typeof found?.$ref === "string"; i++) {
    found = at(found.$ref);
  }
  return found;
}

/** The values of a property that an object must have, if they are listed. */
function tags(schema: any, key: string): unknown[] {
  if (!schema.required?.includes(key)) return [];
  const { const: only, enum: listed } = schema.properties?.[key] ?? {};
  return only === undefined ? (listed ?? []) : [only];
}
