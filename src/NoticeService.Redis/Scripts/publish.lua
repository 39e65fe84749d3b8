-- Stores the leader's state and the feed, unless a later epoch was given out (or has published: the counter can be lost in a
-- failover), so that a deposed leader is fenced off before its successor first publishes. One write of one key: it cannot be torn.
-- A hash, since the embedded store replaces its fields in place, where a string that grows and shrinks would use up its memory.
-- KEYS 1 evaluation  2 epoch
-- ARGV 1 epoch  2 sequence  3 state  4 feed
-- Returns 'published', 'fenced' when a later epoch leads, or 'overtaken' when this epoch has published a later sequence

local stored = redis.call('HMGET', KEYS[1], 'epoch', 'sequence')
local epoch = tonumber(stored[1] or '0')
local given = tonumber(redis.call('GET', KEYS[2]) or '0')
if math.max(epoch, given) > tonumber(ARGV[1]) then
  return 'fenced'
end
if epoch == tonumber(ARGV[1]) and tonumber(stored[2] or '0') > tonumber(ARGV[2]) then
  return 'overtaken'
end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'sequence', ARGV[2], 'state', ARGV[3], 'feed', ARGV[4])
return 'published'
