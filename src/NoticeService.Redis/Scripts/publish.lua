-- Stores the leader's state and the feed, unless a later epoch has published. The feed is written last and commits.
-- KEYS 1 state  2 feed
-- ARGV 1 epoch  2 sequence  3 state  4 feed
-- Returns 0 when fenced off; 1 otherwise, also for a publication that this epoch has already overtaken

local stored = redis.call('HMGET', KEYS[2], 'epoch', 'sequence')
local epoch = tonumber(stored[1] or '0')
if epoch > tonumber(ARGV[1]) then
  return 0
end
if epoch == tonumber(ARGV[1]) and tonumber(stored[2] or '0') > tonumber(ARGV[2]) then
  return 1
end
redis.call('SET', KEYS[1], ARGV[3])
redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'sequence', ARGV[2], 'body', ARGV[4])
return 1
