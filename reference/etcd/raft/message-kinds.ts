import type { Message } from './types.ts';

/** The messages of one type, as its handler takes them. */
export type MessageOf<Data, Type extends Message<Data>['type']> =
  Message<Data> extends infer Each
    ? Each extends { readonly type: string }
      ? Type extends Each['type']
        ? Each
        : never
      : never
    : never;

/** A pre-vote or a vote: they share a shape. */
export type VoteRequest<Data> = MessageOf<Data, 'vote'>;
export type VoteAnswer<Data> = MessageOf<Data, 'voteAnswer'>;
