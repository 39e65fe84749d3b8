-- Leases some notices out of two rates at once, both or neither, on the store's clock (GCRA, as in redis-cell). They are used up
-- even when the answer is lost.
-- KEYS 1 ISP pacing  2 global pacing
-- ARGV 1 how many are wanted  2 ISP interval us  3 ISP tolerance us  4 global interval us  5 global tolerance us  6 life of the lease, us
-- Returns {how many; end of the lease, us; why no more, or 'none'; how long until there is room for one more, us}

local whole = '%.0f'

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

-- The theoretical arrival time, and how many there is room for.
local function room(key, interval, tolerance)
  local arrival = math.max(now, tonumber(redis.call('GET', key) or '0'))
  return arrival, math.max(0, math.floor((tolerance - (arrival - now)) / interval))
end

local wanted = tonumber(ARGV[1])
local interval = {tonumber(ARGV[2]), tonumber(ARGV[4])}
local tolerance = {tonumber(ARGV[3]), tonumber(ARGV[5])}
local arrival, rooms = {}, {}
arrival[1], rooms[1] = room(KEYS[1], interval[1], tolerance[1])
arrival[2], rooms[2] = room(KEYS[2], interval[2], tolerance[2])
local count = math.min(wanted, rooms[1], rooms[2])

if count > 0 then
  for i = 1, 2 do
    arrival[i] = arrival[i] + count * interval[i]
    redis.call('SET', KEYS[i], string.format(whole, arrival[i]), 'PX', string.format(whole, math.ceil((arrival[i] - now) / 1000)))
  end
end

local why, wait = 'none', 0
if count < wanted then
  local short = rooms[1] <= rooms[2] and 1 or 2
  why = short == 1 and 'isp' or 'global'
  wait = arrival[short] + interval[short] - tolerance[short] - now
end
return {string.format(whole, count), string.format(whole, now + tonumber(ARGV[6])), why, string.format(whole, wait)}
