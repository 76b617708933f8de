-- A block that is done with is settled: its bits are in its pool's account, though its row is kept for a day. So what
-- there is can be summed up from the rows that are not settled, which are few.
alter table block_use add column settled boolean not null default false;
create index block_use_unsettled on block_use (pool) where not settled;
