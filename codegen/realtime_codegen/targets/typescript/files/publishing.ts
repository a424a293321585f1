
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
  return async (topic, data) => {
    await check(topic, data);
    await client.realtime.publish(unvalidated(topic), encoded(data));
  };
}

/** Publishes in a step: once, however often the function is retried. */
export function stepPublisher(step: Step): StepPublish {
  return async (id, topic, data) => {
    await check(topic, data);
    const body = encoded(data);
    const sent = await step.realtime.publish(id, unvalidated(topic), body);
    return typeof sent === "string" ? JSON.parse(sent) : sent;
  };
}

async function check(
  ref: Realtime.TopicRef<any>,
  data: unknown,
): Promise<void> {
  const { issues } =
    data === undefined
      ? { issues: [{ message: "payload: is missing" }] }
      : await ref.config.schema["~standard"].validate(data);
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
