-- Generated from contracts/sales/contract.json: do not edit; run `npx sluice contract generate sales`.
CREATE EXTERNAL TABLE IF NOT EXISTS `sales` (
  `sale_id` bigint COMMENT 'Number of the sale, all 64 bits.',
  `country` string COMMENT 'ISO 3166-1 alpha-2 code.',
  `sold_at` timestamp COMMENT 'When it was sold, in UTC.',
  `amount` decimal(12,2) COMMENT 'Amount with tax. Unit: EUR.',
  `channel` string COMMENT 'Where it was sold.',
  `_rescued` string COMMENT 'Cells under headers that the contract does not name, as JSON.'
)
COMMENT 'One row per sale of the shops.'
PARTITIONED BY (
  `year` string COMMENT 'year of sold_at (UTC)',
  `month` string COMMENT 'month of sold_at (UTC)',
  `day` string COMMENT 'day of sold_at (UTC)'
)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS
  INPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat'
  OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'
LOCATION 's3://${ProcessedBucket}/sales/'
TBLPROPERTIES ('classification' = 'parquet');
