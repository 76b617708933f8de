-- When the bits of a block were made, in seconds of the site's running time; before its start it is negative.
alter table block_use add column made_s bigint;
update block_use set made_s = arrived_s;
alter table block_use alter column made_s set not null;
