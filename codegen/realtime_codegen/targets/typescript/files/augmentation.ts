
// Inngest's TopicRef does not use its type parameter, so its publish() infers
// it from the data too, and accepts any. A property that takes the data, and
// that is never there, gives the parameter its meaning: for every channel of
// the program, also for those that are not generated.
declare module "inngest/realtime" {
  namespace Realtime {
    interface TopicRef<_TData = unknown> {
      readonly "~data"?: (data: _TData) => void;
    }
  }
}
