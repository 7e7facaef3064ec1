const HEADER =
  'year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay,' +
  'carrier,flight,tailnum,origin,dest,air_time,distance,hour,minute,time_hour';

/** A day of flights as the package has them: good rows, each with a number of its own. */
export function flightsDay(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, index) =>
      `2013,1,1,517,515,${index % 60},830,819,NA,UA,${1 + index},N14228,EWR,IAH,227,1400,5,15,2013-01-01T10:00:00Z`,
  );
  return `${[HEADER, ...lines].join('\n')}\n`;
}
