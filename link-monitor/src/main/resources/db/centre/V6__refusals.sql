-- Which device a refused record says it is of, as far as it can be read; nobody has checked that.
alter table refused_event add column device_id text;
