-- Takes or renews the lease. A takeover's epoch is above every epoch given out and every epoch that published, so that a counter
-- lost in a failover cannot fence off all later leaders. The holder takes over from itself when it does not lead in the lease's
-- epoch: after a resignation it counts its publications from one again, and under the old epoch all would be refused as older.
-- KEYS 1 lease  2 epoch  3 evaluation
-- ARGV 1 holder  2 duration, ms  3 epoch that the holder leads in, or 0
-- Returns {epoch, the store's time in ms}, or nothing when another holds it

local clock = redis.call('TIME')
local now = string.format('%.0f', tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000))

local held = redis.call('GET', KEYS[1])
if held then
  local epoch, holder = string.match(held, '^(%d+) (.*)$')
  if holder ~= ARGV[1] then
    return {}
  end
  if epoch == ARGV[3] then
    redis.call('SET', KEYS[1], held, 'PX', ARGV[2])
    return {epoch, now}
  end
end

local given = tonumber(redis.call('GET', KEYS[2]) or '0')
local published = tonumber(redis.call('HGET', KEYS[3], 'epoch') or '0')
local epoch = string.format('%.0f', math.max(given, published) + 1)
redis.call('SET', KEYS[2], epoch)
redis.call('SET', KEYS[1], epoch .. ' ' .. ARGV[1], 'PX', ARGV[2])
return {epoch, now}
