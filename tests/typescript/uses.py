"""What users write: arguments of a publishing function, right ones and wrong ones."""

from __future__ import annotations

_HEAD = """
import { type GetStepTools, Inngest } from "inngest";
import type { Realtime } from "inngest/realtime";
import { agentChatChannel, alertsChannel as alerts } from "./schemas/index.js";
import { pipelineChannel, publisher, stepPublisher } from "./schemas/index.js";
import { subscribe } from "inngest/realtime";
import type { PipelineStatus, Token } from "./schemas/pipeline.js";
import { useChannel } from "./schemas/react.js";

const client = new Inngest({ id: "app" });
const publish = publisher(client);
const send = client.realtime.publish;
const ch = pipelineChannel({ run_id: "abc" });
const chat = agentChatChannel({ tenant: "acme", chat_id: "x" });
declare const anything: unknown;
declare const maybe: PipelineStatus | undefined;
declare const text: string;
declare const wide: "low" | "high" | "urgent";
declare const token: Token;
declare const key: string | undefined;
declare const status: PipelineStatus;
type Step = GetStepTools<Inngest.Any>;
type Message = { kind: "data"; data: PipelineStatus } | { kind: string } | undefined;
declare const either: Realtime.TopicRef<PipelineStatus> | Realtime.TopicRef<Token>;
"""

WRONG = {
    "a value that is not listed": 'alerts.alert, { message: "m", severity: "urgent" }',
    "any string for a listed one": 'alerts.alert, { message: "m", severity: text }',
    "a wider union": 'alerts.alert, { message: "m", severity: wide }',
    "null": "ch.status, null",
    "undefined": "ch.status, undefined",
    "unknown": "ch.status, anything",
    "an excess key": 'ch.status, { message: "ok", extra: 1 }',
    "no key": "ch.status, {}",
    "a misspelt key": 'ch.status, { mesage: "ok" }',
    "a key of another type": "ch.status, { message: 1 }",
    "undefined for an optional key": 'ch.status, { message: "ok", step: undefined }',
    "null for an optional key": 'ch.status, { message: "ok", step: null }',
    "a string for a number": 'alerts.count, "5"',
    "null for a number": "alerts.count, null",
    "an array for an object": 'ch.status, ["ok"]',
    "an item of another type": 'alerts.alert, { message: "m", severity: "low", tags: ["a", 1] }',
    "another branch's keys": 'chat.event, { type: "error", text: "x" }',
    "no branch": 'chat.event, { type: "nope", message: "x" }',
    "what may be undefined": "ch.status, maybe",
    "another topic's data": "ch.status, token",
    "the data of one of two topics": "either, status",
}
RIGHT = {
    "an object": 'ch.status, { message: "ok" }',
    "an optional key": 'ch.status, { message: "ok", step: "x" }',
    "a variable": "ch.status, status",
    "a listed value": 'alerts.alert, { message: "m", severity: "high", tags: ["a"] }',
    "a number": "alerts.count, 5",
    "a branch": 'chat.event, { type: "error", message: "x", retryable: true }',
    "null where it is listed": "ch.usage, { input_tokens: 1, output_tokens: 2, cost_usd: null }",
    "an index": "ch.tokens, { token: text, index: 1 }",
}
WAYS = {
    "publisher": "publish({})",
    "stepPublisher": 'stepPublisher(step)("id", {})',
    "the client": "send({})",
    "the step": 'step.realtime.publish("id", {})',
}
WRONG_OTHERS = {
    "no parameter": "pipelineChannel({})",
    "another parameter": 'pipelineChannel({ runId: "abc" })',
    "a parameter's wrong value": 'agentChatChannel({ tenant: "initech", chat_id: "x" })',
    "a parameter of another type": "pipelineChannel({ run_id: 1 })",
    "no such topic": "ch.nope",
    "a hook for no such topic": 'useChannel(ch, ["nope"], { token: key })',
    "a hook with no such option": 'useChannel(ch, ["status"], { token: key, nope: 1 })',
    "a hook's other topic": 'useChannel(ch, ["status"], { token: key }).messages.byTopic.tokens',
    "a hook's data": (
        'useChannel(ch, ["status"], { token: key }).messages.byTopic.status?.data.token'
    ),
    "a hook without a token": 'useChannel(ch, ["status"], { enabled: true })',
    "a hook without options": 'useChannel(ch, ["status"])',
    "a hook's cursor that may be missing": (
        'useChannel(ch, ["status"], { token: async (cursor) => cursor.slice(1) })'
    ),
    "a hook's token of something else": (
        'useChannel(ch, ["status"], { token: async (cursor: number) => `${cursor}` })'
    ),
    "a hook for a factory": 'useChannel(pipelineChannel, ["status"], { token: key })',
    "a subscription of a factory": "subscribe({ channel: pipelineChannel, topics: [] })",
    "a publisher for a factory": "publish(pipelineChannel, status)",
    "a publisher for a factory's topic": "publish(pipelineChannel.topics.status, status)",
    "a publisher for a channel": "publish(ch, status)",
    "a publisher of a step": "publisher(step)",
    "a step's publisher of a client": "stepPublisher(client)",
}
RIGHT_OTHERS = {
    "a name": "ch.name satisfies `pipeline:${string}`",
    "a static name": 'alerts.name satisfies "alerts"',
    "a hook": 'useChannel(ch, ["status", "tokens"], { token: key, enabled: !!key })',
    "a hook's token": 'useChannel(ch, ["status"], { token: async () => ({ key: "k" }) })',
    "a hook's cursor": 'useChannel(ch, ["status"], { token: async (cursor) => cursor ?? "" })',
    "a hook's message": (
        'useChannel(ch, ["status"], { token: key }).messages.byTopic.status satisfies Message'
    ),
    "a subscription": 'subscribe({ channel: ch, topics: ["status"] })',
    "a factory's topics": "pipelineChannel.topics.status satisfies object",
}
_TAIL = """
  void client.realtime.subscribe({ channel: ch, topics: ["status"], onMessage(m) {
    if (m.kind === "data" && m.topic === "status") m.data.message satisfies string;
  } });
}
"""


def uses() -> tuple[str, dict[int, tuple[str, str]]]:
    """A program with a use on each line, and of each line the way and the name of its use."""
    lines = _HEAD.splitlines()
    found: dict[int, tuple[str, str]] = {}

    def add(way: str, name: str, expression: str) -> None:
        found[len(lines) + 1] = way, name
        lines.append(f"  void ({expression});")

    lines.append("export function uses(step: Step): void {")
    for way, call in WAYS.items():
        for name, arguments in {**RIGHT, **WRONG}.items():
            add(way, name, call.format(arguments))
    for name, expression in {**WRONG_OTHERS, **RIGHT_OTHERS}.items():
        add("", name, expression)
    return "\n".join(lines) + _TAIL, found
