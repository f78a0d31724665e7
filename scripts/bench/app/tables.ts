export const ITEM_TABLES = ["items1", "items2", "items3", "items4"] as const;
