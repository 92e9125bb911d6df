namespace Qujiang.Cli.Tests;

/// <summary>Answers in the shape of LANGUAGE.md, "The shape of a quote".</summary>
internal static class Samples
{
    public const string Quote = """
        {
          "quoteId": "0193a0c0-0000-7000-8000-000000000001",
          "asOf": { "WATERWAY": "2026-11-24T06:09:58Z", "RAIL": "2026-11-24T06:09:59Z" },
          "validUntil": "2026-11-24T06:40:00Z",
          "options": [
            {
              "optionId": "o1", "offer": "eyJ...", "labels": ["CHEAPEST", "GREENEST"],
              "departure": "2026-12-01T18:00:00+08:00", "arrival": "2026-12-04T13:00:00+08:00", "boardings": 3,
              "price": {
                "amount": "5310.00", "currency": "CNY",
                "charges": [
                  { "code": "LINEHAUL", "leg": 2, "basis": "BOX_KM", "quantity": "770.000", "unitPrice": "2.754", "amount": "2120.58", "tariff": "WW-2026-1" },
                  { "code": "THC", "leg": 2, "basis": "BOX", "quantity": "2", "unitPrice": "750.00", "amount": "1500.00", "tariff": "WW-2026-1", "minimumApplied": true },
                  { "code": "DOCUMENT", "basis": "SHIPMENT", "quantity": "1", "unitPrice": "1689.42", "amount": "1689.42", "tariff": "HOUSE-1" }
                ]
              },
              "co2eKg": "1184.2",
              "legs": [
                { "sequence": 1, "mode": "ROAD", "line": "RD-BLG-ZHG", "from": "BLG-PRT", "to": "ZHG-PRT",
                  "departure": "2026-12-01T18:00:00+08:00", "arrival": "2026-12-01T19:10:00+08:00", "km": "21", "co2eKg": "26.0",
                  "co2eFactor": { "gPerTkm": "62", "source": "GLEC", "quality": "R" }, "free": { "teu": "40.00", "trucks": 20 } },
                { "sequence": 2, "mode": "WATERWAY", "line": "WW-HY", "movementId": "WW-HY-20261202-1", "from": "ZHG-PRT", "to": "QZP-DLZ",
                  "cutoff": "2026-12-02T02:00:00+08:00", "departure": "2026-12-02T08:00:00+08:00", "arrival": "2026-12-04T10:30:00+08:00", "available": "2026-12-04T10:45:00+08:00",
                  "km": "385", "co2eKg": "1158.2", "co2eFactor": { "gPerTkm": "29.3", "source": "GLEC v3", "quality": "D" }, "free": { "teu": "12.00", "kg": 240000 },
                  "calls": [] },
                { "sequence": 3, "mode": "WATERWAY", "line": "SF-1", "vehicle": "sea-feeder", "movementId": "SF-1-20261204-1", "from": "QZP-DLZ", "to": "QZP-PLP",
                  "departure": "2026-12-04T11:00:00+08:00", "arrival": "2026-12-04T12:00:00+08:00", "free": { "teu": "0", "kg": 9000 } }
              ],
              "capacity": { "teu": "12.00", "scarcestLeg": 2 }, "quality": "E", "estimate": true, "warnings": ["RAIL is stale"]
            },
            {
              "optionId": "o2", "offer": "eyJ...", "labels": ["FASTEST"],
              "departure": "2026-12-01T08:00:00+08:00", "arrival": "2026-12-01T15:30:00+08:00", "boardings": 1,
              "price": { "amount": "13350.50", "currency": "CNY", "charges": [] }, "co2eKg": "830",
              "legs": [
                { "sequence": 1, "mode": "ROAD", "line": "RD-BLG-QZP", "from": "BLG-PRT", "to": "QZP-PLP",
                  "departure": "2026-12-01T08:00:00+08:00", "arrival": "2026-12-01T15:30:00+08:00" }
              ],
              "capacity": { "teu": "38.00", "kg": 1 }
            }
          ],
          "reasons": []
        }
        """;

    public const string NoOption = """
        {
          "quoteId": "q2", "asOf": {}, "validUntil": "2026-11-24T06:40:00Z", "options": [],
          "reasons": [
            { "constraint": "capacity", "where": "RL-QZ-BLR-20261201-1", "detail": "3.00 TEU are free, 4.00 are needed.", "relaxation": "one box fewer" },
            { "constraint": "deadline", "where": null, "detail": "The first arrival is 5 h after dueBy." }
          ],
          "warnings": ["RAIL is stale since 14:01"]
        }
        """;
}
