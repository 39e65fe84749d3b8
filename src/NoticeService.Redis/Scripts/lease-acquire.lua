-- Takes or renews the lease. A new holder's epoch is above every epoch given out and every epoch that published, so that
-- a counter lost in a failover cannot fence off all later leaders.
-- KEYS 1 lease  2 epoch  3 evaluation
-- ARGV 1 pod  2 duration, ms
-- Returns the epoch, or 0 when another pod holds it

local held = redis.call('GET', KEYS[1])
if held then
  local epoch, pod = string.match(held, '^(%d+) (.*)$')
  if pod ~= ARGV[1] then
    return 0
  end
  redis.call('SET', KEYS[1], held, 'PX', ARGV[2])
  return tonumber(epoch)
end

local given = tonumber(redis.call('GET', KEYS[2]) or '0')
local published = tonumber(redis.call('HGET', KEYS[3], 'epoch') or '0')
local epoch = string.format('%.0f', math.max(given, published) + 1)
redis.call('SET', KEYS[2], epoch)
redis.call('SET', KEYS[1], epoch .. ' ' .. ARGV[1], 'PX', ARGV[2])
return tonumber(epoch)
