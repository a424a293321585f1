
/** A payload that is not valid, with all its problems. */
export class InvalidPayload extends TypeError {
  override readonly name = "InvalidPayload";
  readonly channel: string;
  readonly topic: string;
  readonly issues: ReadonlyArray<Issue>;

  constructor(channel: string, topic: string, issues: ReadonlyArray<Issue>) {
    const told = issues.map((issue) => `\n  ${issue.message}`).join("");
    super(`the payload for "${topic}" of "${channel}" is not valid:${told}`);
    this.channel = channel;
    this.topic = topic;
    this.issues = issues;
  }
}

export interface Publish {
  <T>(topic: Realtime.TopicRef<T>, data: NoInfer<T>): Promise<void>;
}

export interface StepPublish {
  <T>(id: string, topic: Realtime.TopicRef<T>, data: NoInfer<T>): Promise<T>;
}

/** What publishing needs of a client. */
export interface Client {
  readonly realtime: {
    publish(topic: Realtime.TopicRef<any>, data: any): Promise<void>;
  };
}

/** What durable publishing needs of a function's `step`. */
export interface Step {
  readonly realtime: {
    publish(id: string, topic: Realtime.TopicRef<any>, data: any): Promise<any>;
  };
}

/**
 * Publishes through a client. Throws InvalidPayload with all problems of a
 * payload. A string is sent as JSON, so that "42" arrives as a string.
 */
export function publisher(client: Client): Publish {
  refuseOther(client, "createFunction", "run", [
    "publisher: expected a client, as in publisher(new Inngest({ id }))",
    "a step; write stepPublisher(step)",
  ]);
  return async (topic, data) => {
    await check(topic, data);
    await client.realtime.publish(unvalidated(topic), encoded(data));
  };
}

/** Publishes in a step: once, however often the function is retried. */
export function stepPublisher(step: Step): StepPublish {
  refuseOther(step, "run", "createFunction", [
    "stepPublisher: expected the step of a function, as in stepPublisher(step)",
    "a client; write publisher(client)",
  ]);
  return async (id, topic, data) => {
    if (typeof id !== "string") {
      throw new TypeError(
        `expected the step's id, as in publish("publish-status", channel.status, data), found ${shown(id)}`,
      );
    }
    await check(topic, data);
    const body = encoded(data);
    const sent = await step.realtime.publish(id, unvalidated(topic), body);
    return decoded(sent);
  };
}

// What somebody gives who writes without types.
function refuseOther(
  given: any,
  own: string,
  other: string,
  [expected, instead]: readonly [string, string],
): void {
  const isOther = given?.[other] !== undefined && given[own] === undefined;
  if (isOther || typeof given?.realtime?.publish !== "function") {
    const found = isOther ? instead : shown(given);
    throw new TypeError(`${expected}, found ${found}`);
  }
}

function refuseNoTopic(ref: any): void {
  if (ref?.config?.schema && typeof ref.topic === "string") return;
  const names = Object.keys(ref?.topics ?? {});
  const found =
    typeof ref === "function"
      ? "a factory; call it with the channel's parameters"
      : names.length
        ? `the channel ${shown(ref.name)}; its topics are ${names.join(", ")}`
        : shown(ref);
  throw new TypeError(
    `expected a topic, such as channel.${names[0] ?? "status"}, found ${found}`,
  );
}

async function check(
  ref: Realtime.TopicRef<any>,
  data: unknown,
): Promise<void> {
  refuseNoTopic(ref);
  const issues =
    data === undefined
      ? [{ message: "payload: is missing" }]
      : (json(data).issues ??
        (await ref.config.schema["~standard"].validate(data)).issues);
  if (issues) {
    throw new InvalidPayload(ref.channel, ref.topic, issues as Issue[]);
  }
}

function unvalidated(ref: Realtime.TopicRef<any>): Realtime.TopicRef<any> {
  return { ...ref, config: unchecked<unknown>() };
}

function encoded(data: unknown): unknown {
  return typeof data === "string" ? JSON.stringify(data) : data;
}

/** What was published: other publishers let a step remember a string as it is. */
function decoded(sent: any): any {
  if (typeof sent !== "string") return sent;
  try {
    const data: unknown = JSON.parse(sent);
    if (typeof data === "string") return data;
  } catch {} // no JSON
  return sent;
}
