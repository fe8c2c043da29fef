/** What the player, its adapters and the pages agree on. */

export type Status = "not_attempted" | "incomplete" | "failed" | "completed" | "passed";
export type AnswerValue = string | boolean | string[];

export interface Answer {
  answer: AnswerValue;
  /** How many checks the question has had. */
  count: number;
  /** Four characters drawn at each page load: who wrote it. */
  client: string;
}

export interface Place {
  step: string;
  count: number;
  client: string;
}

/** A learner's state in one unit; `best` is in hundredths of a percent. */
export interface State {
  steps: string[];
  last: Place | null;
  answers: Record<string, Answer>;
  best: number;
  status: Status;
}

/** A question without its prose, with its short names. */
export interface Definition {
  id: string;
  kind: string;
  weight: string;
  graded: boolean;
  key: any;
  options?: string[];
  /** Of gaps: whether capitals and accents count. */
  exact?: boolean;
  /** Of a number: what it counts. */
  unit?: string;
}

export interface QuestionNames {
  definition: Definition;
  token: string;
  tokens: Record<string, string>;
}

export interface Unit {
  id: string;
  fingerprint: string;
  rule: "steps" | "questions" | "passed";
  mastery: number | null;
  attempts: number | null;
  steps: { id: string; token: string }[];
  questions: QuestionNames[];
}

/** Decimal text: between zero and the weight, which is the maximum. */
export interface Grade {
  score: string;
  maximum: string;
}

/** How a kind of question works, whatever its fields; `pack` writes `[0-9a-z]*`. */
interface AnyKind {
  grade(definition: Definition, answer: unknown): Grade;
  pack(names: QuestionNames, answer: unknown): string | null;
  unpack(names: QuestionNames, text: string): AnswerValue | null;
  /** An answer of the same worth whose text is short. */
  brief(definition: Definition, answer: unknown): unknown;
  /** The answer in both SCORM dialects. */
  response(
    tokens: Record<string, string>,
    answer: unknown,
  ): { scorm12: string; scorm2004: string };
}

/** A kind answered by ticking. */
export interface TickKind extends AnyKind {
  fields: "ticks";
  /** The ids chosen by an answer. */
  chosen(answer: unknown): string[];
  /** What the ticked ids amount to; null when nothing is ticked. */
  answer(ids: string[]): AnswerValue | null;
  /** The ids that are right. */
  right(definition: Definition): string[];
}

/** A kind answered by typing; lists follow the order of the fields. */
export interface TextKind extends AnyKind {
  fields: "texts";
  /** What the typed texts amount to, or the key of what to say. */
  read(
    definition: Definition,
    texts: string[],
  ): { answer: AnswerValue } | { problem: "fill_some" | "write_number" };
  /** What an answer shows in the fields. */
  show(answer: unknown, language: string): string[];
  verdicts(
    definition: Definition,
    answer: unknown,
    language: string,
  ): { right: boolean; expected: string }[];
}

export type Kind = TickKind | TextKind;

/** The fields of one question in the page. */
export interface Fields {
  /** The answer, or what to say and where to go. */
  read(): { answer: AnswerValue } | { problem: string; at: HTMLElement | undefined };
  /** Show a checked answer; returns the chosen ids, for their feedback. */
  show(answer: AnswerValue, closed: boolean): string[];
  /** Take an answer again; returns the field to go to. */
  retry(): HTMLElement | undefined;
  close(): void;
}

export interface Outcome {
  score: number | null;
  best: number | null;
  status: Status;
  complete: boolean;
  stepsLeft: string[];
  questionsLeft: string[];
  grades: Record<string, Grade>;
}

export interface Decoded {
  state: State;
  how: "exact" | "carried" | "refused";
}

/** One check, ready for a platform that keeps interactions. */
export interface Interaction {
  /** Stable across versions of the unit; `[a-z0-9_]`. */
  id: string;
  type: string;
  pattern: { scorm12: string; scorm2004: string };
  response: { scorm12: string; scorm2004: string };
  result: "right" | "wrong" | "neutral";
  weight: string;
  /** Plain text of the prompt. */
  description: string;
  /** Seconds since the question was first shown. */
  latency: number;
  /** Place of the question in the document, from 0. */
  position: number;
}

/** What to tell a platform. */
export interface Result {
  /**
   * Best score in hundredths of a percent; null before the first graded check. A unit
   * without graded questions is worth 10,000 once complete.
   */
  raw: number | null;
  status: Status;
  complete: boolean;
  /** From 0 to 1: steps seen and graded questions checked. */
  progress: number;
}

export type SaveCode =
  | "none"
  | "loading"
  | "saving"
  | "saved"
  | "unsaved"
  | "offline"
  | "local"
  | "refused"
  | "here"
  | "nowhere"
  | "retrying"
  | "signed_out"
  | "other_person"
  | "review"
  | "finished"
  | "unfinished";

/** What the player lends to its adapter. */
export interface Host {
  unitId: string;
  fingerprint: string;
  /** The package's profile, empty elsewhere. */
  profile: string;
  /** Who writes in this page: stamps its answers. */
  client: string;
  questionCount: number;
  encode(state: State): string;
  /** Never throws. */
  decode(text: string): Decoded;
  merge(a: State, b: State): State;
  /** Say what the saved indicator shows. */
  report(code: SaveCode): void;
  /** Hand over a state learnt later: another tab, another device. */
  adopt(state: State): void;
  /** Show a line with a button, once for each key; it goes when the button is used. */
  offer(key: Offer, act: () => void): void;
  /** Take an offer back. */
  withdraw(key: Offer): void;
}

export type Offer = "bring_in" | "sign_in" | "reload";

/** Where a state is kept; registered as `window.passerelleAdapter`. */
export interface Adapter {
  /** Called once. Null: nothing kept, or nothing readable. */
  load(host: Host): Decoded | State | null | Promise<Decoded | State | null>;
  /** `now`: do not wait for more (a check, an end). */
  save(state: State, now: boolean): void;
  interaction(interaction: Interaction): void;
  result(result: Result): void;
  /** End while the page is alive; true when everything is durable. */
  finish(): boolean | Promise<boolean>;
}

declare global {
  interface Window {
    passerelleAdapter?: Adapter;
  }
}
