-- Writes a dispute as it now stands, with what it pauses or lets speak again. The dispute comes last and commits: torn before it, the caller
-- reads anew, finds it unwritten, and repeats; the order stands in the audit log once, however often it is run.
-- KEYS 1 disputes  2 suspensions  3 suspension epoch  4 audit log
-- ARGV 1 epoch at which it was decided  2 id  3 dispute as JSON  4 scope of its pause, or empty  5 the pause as JSON  6 scope that is lifted, or
--      empty  7 time of the order, ms  8 order as JSON
-- Returns 1, or 0 when an order was given since

local before = redis.call('GET', KEYS[3]) or '0'
if before ~= ARGV[1] then
  return 0
end

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

redis.call('ZADD', KEYS[4], ARGV[7], ARGV[8])

-- What has ended by itself is swept by the next dispute: so there are never more pauses than disputes of that time.
local found = redis.call('HGETALL', KEYS[2])
for i = 1, #found, 2 do
  local ends = tonumber(string.match(found[i + 1], '"until_ms":(%d+)') or '0')
  if ends > 0 and ends <= now then
    redis.call('HDEL', KEYS[2], found[i])
  end
end
if ARGV[6] ~= '' then
  redis.call('HDEL', KEYS[2], ARGV[6])
end
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[2], ARGV[4], ARGV[5])
end

-- Above all that was given before, also by a primary that is gone and whose last changes this one never saw.
redis.call('SET', KEYS[3], string.format('%.0f', math.max(tonumber(before) + 1, now)))
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return 1
