-- Several processes of a KME share its database.

-- The process that allocates from a block; its lease is the epoch, which is what a move is compared with.
alter table block_use add column holder uuid;

-- The furthest mark that a peer ever told of itself, and its seal, which only the peer can read: shown to it again,
-- it tells a peer that was rewound together with its fence.
alter table peer
    add column starts bigint,
    add column numbers bigint,
    add column spendings bigint,
    add column seal bytea;
