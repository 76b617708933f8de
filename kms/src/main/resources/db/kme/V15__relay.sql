-- Blocks that one end drew and relayed to the other over trusted nodes: made by no one link, but under pads of some, over
-- paths, each the names of its KMEs with blanks between.
alter table block
    add column links text[],
    add column paths text[],
    drop constraint block_check,
    add check (case
        when epoch is not null then num_nonnulls(link, links, paths, proof, epsilon_total, detector) = 0
        when paths is not null then link is null and num_nulls(links, proof, epsilon_total, detector) = 0
        else links is null and num_nulls(link, proof, epsilon_total, detector) = 0
    end);

-- Hops on each of the disjoint paths that a key's pads came over.
alter table assigned_key add column hops int[];
update assigned_key set hops = '{1}' where grade <> 'LOCAL';
alter table assigned_key add check ((hops is null) = (grade = 'LOCAL'));

-- Shares of blocks that were sent on from here, arrived here, or both: what was received and what was sent are told by
-- digests, of which whoever asks knows what they are of. The ciphertext stays until the next node has it.
create table relayed_share (
    block_id uuid not null,
    share int not null,
    shares int not null,
    -- The path's KMEs, with blanks between.
    path text not null,
    state text not null check (state in ('WAITING', 'SENT', 'SHORT', 'FAILED', 'KEPT', 'JOINED')),
    failure text not null default '',
    epoch uuid not null,
    suite text not null,
    received_tag bytea,
    received_digest bytea,
    sent_digest bytea,
    -- What it rests on up to here; the next node is told, unless it was drawn here.
    links text[] not null,
    proof text not null,
    epsilon_total double precision not null,
    detector text not null,
    made_at_ms bigint not null,
    -- To be sent, under pads that are spent.
    next text,
    pad_blocks bigint[],
    pad_offsets int[],
    pad_lengths int[],
    incarnation uuid,
    ciphertext bytea,
    tag bytea,
    -- Kept here until all shares are.
    data_key uuid,
    sealed bytea,
    since_s bigint not null,
    primary key (block_id, share),
    check ((ciphertext is not null) = (state = 'WAITING')),
    check ((sealed is not null) = (state = 'KEPT'))
);
create index relayed_share_waiting on relayed_share (next, since_s) where state = 'WAITING';
create index relayed_share_since on relayed_share (since_s);
