-- Blocks of which all shares are here are looked for again and again.
create index relayed_share_kept on relayed_share (block_id) where state = 'KEPT';
