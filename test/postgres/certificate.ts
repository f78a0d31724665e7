import { createPrivateKey } from "node:crypto";

// Of the host localhost alone, signed by itself, for tests; nothing else trusts it. Valid from 2020 to 2120.
const CERTIFICATE =
  "MIIBYTCCAQegAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQx" +
  "EjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBpR4Ls958BsjZw7gr/Q4cOCeqrZHAeN3xJxOU4qRWMTN+avnwT5S2d7D4Cz" +
  "/+Ow9JEkOO93fCUPB27ii+L77RCjSDBGMBQGA1UdEQQNMAuCCWxvY2FsaG9zdDAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBSkIA1aLaJpYXErsiSLWjRo" +
  "3/A19jAKBggqhkjOPQQDAgNIADBFAiEA47vac2r4tKsUrKkewYezyd3jNWF1h6YUGo+tBfiQ8qQCIBDa1toRM9kN7X8cF5WneY6SFRQjwbQxMIkbBMh4zEsj";
const KEY =
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0vgnhXnjQSiXlEZPZ9IupxgJ0b6njtWAqiRblQfpiWChRANCAAQaUeC7PefAbI2cO4K/" +
  "0OHDgnqq2RwHjd8ScTlOKkVjEzfmr58E+Utnew+As//jsPSRJDjvd3wlDwdu4ovi++0Q";

export const LOCALHOST_CERTIFICATE = `-----BEGIN CERTIFICATE-----\n${CERTIFICATE}\n-----END CERTIFICATE-----\n`;
export const LOCALHOST_KEY = createPrivateKey({
  key: Buffer.from(KEY, "base64"),
  format: "der",
  type: "pkcs8",
}).export({ format: "pem", type: "pkcs8" });
