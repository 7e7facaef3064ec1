-- Generated from contracts/baggage/contract.json: do not edit; run `npx sluice contract generate baggage`.
CREATE EXTERNAL TABLE IF NOT EXISTS `baggage` (
  `bag_tag` string COMMENT 'Ten digits of the tag.',
  `scanned_at` timestamp COMMENT 'When the belt read the tag, in UTC.',
  `hall` string COMMENT 'The baggage hall.',
  `belt` int COMMENT 'Number of the belt.',
  `weight_kg` decimal(5,1) COMMENT 'Weight; null when the scale was off. Unit: kg.',
  `_rescued` string COMMENT 'Cells under headers that the contract does not name, as JSON.'
)
COMMENT 'Retired. One row per bag that was scanned at a belt; the belts were replaced, and nothing is read any more.'
PARTITIONED BY (
  `year` string COMMENT 'year of scanned_at (UTC)',
  `month` string COMMENT 'month of scanned_at (UTC)'
)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS
  INPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat'
  OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'
LOCATION 's3://${ProcessedBucket}/baggage/'
TBLPROPERTIES ('classification' = 'parquet');
