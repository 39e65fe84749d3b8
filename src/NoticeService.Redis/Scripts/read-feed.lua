-- Reads the feed if it is another than the one known, so that an unchanged body is not sent.
-- KEYS 1 evaluation
-- ARGV 1 known epoch  2 known sequence
-- Returns {epoch, sequence, feed}, or nothing

local known = redis.call('HMGET', KEYS[1], 'epoch', 'sequence')
if not known[1] or (known[1] == ARGV[1] and known[2] == ARGV[2]) then
  return {}
end
return {known[1], known[2], redis.call('HGET', KEYS[1], 'feed')}
