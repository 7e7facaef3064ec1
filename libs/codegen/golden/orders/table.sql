-- Generated from contracts/orders/contract.json: do not edit; run `npx sluice contract generate orders`.
CREATE EXTERNAL TABLE IF NOT EXISTS `orders` (
  `order_id` bigint,
  `placed_at` timestamp,
  `amount` decimal(10,2) COMMENT 'With tax. Unit: EUR.',
  `items` int,
  `note` string COMMENT 'Deprecated. Note',
  `paid` boolean,
  `rate` double,
  `due` date,
  `state` string,
  `visits` bigint,
  `_rescued` string COMMENT 'Cells under headers that the contract does not name, as JSON.'
)
COMMENT 'It\'s one row per order: a */ b and a second line'
PARTITIONED BY (
  `country` string,
  `day` string COMMENT 'date of placed_at (UTC)'
)
ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
STORED AS
  INPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat'
  OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat'
LOCATION 's3://${ProcessedBucket}/orders/'
TBLPROPERTIES ('classification' = 'parquet');
