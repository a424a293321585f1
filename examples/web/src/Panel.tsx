import { type ReactNode, useActionState, useId } from "react";

interface Props {
  title: string;
  button: string;
  /** How the subscription is: nothing that happens before it is open is seen. */
  connection: string;
  /** Sends what is in the form. */
  send: (form: FormData) => Promise<void>;
  fields?: ReactNode;
  children: ReactNode;
}

/** A form that starts something, and what the app then publishes. */
export function Panel({
  title,
  button,
  connection,
  send,
  fields,
  children,
}: Props) {
  const heading = useId();
  const [problem, action, isSending] = useActionState(
    (_before: string, form: FormData) => send(form).then(() => "", String),
    "",
  );
  return (
    <section aria-labelledby={heading}>
      <header>
        <h2 id={heading}>{title}</h2>
        <small data-connection={connection}>{connection}</small>
      </header>
      <form action={action}>
        {fields}
        <button disabled={isSending || connection !== "open"}>{button}</button>
      </form>
      {problem && <p role="alert">{problem}</p>}
      <div aria-live="polite">{children}</div>
    </section>
  );
}
