using System.Globalization;
using System.Text.Json;
using Qujiang.Contracts;
using Qujiang.Contracts.V1;

namespace Qujiang.LegKernel.Schedules;

/// <summary>A movement as rows of CSV.</summary>
internal static class CsvMovement
{
    public static ScheduleRow Read(IReadOnlyList<CsvFields> rows, Places places)
    {
        var head = rows[0];
        var id = head["movement"]!;
        var errors = new List<ScheduleError>();
        foreach (var row in rows.Skip(1))
        {
            foreach (var column in CsvColumns.OfMovement.Where(c => row[c] is { } text && text != head[c]))
                Error(row, $"{column} is not that of the movement's first row");
        }
        if (head["line"] is null)
            Error(head, "line is missing");
        var movement = new ScheduledMovement(
            id,
            head["line"] ?? "",
            Int(head, "run") ?? 1,
            [.. rows.Select(Call)],
            head["vehicle"],
            head["tariff"],
            Rules(),
            Source()
        );
        return errors.Count == 0 ? ScheduleRow.Of(head.Line, movement) : new ScheduleRow(head.Line, id, null, errors);

        void Error(CsvFields row, string reason) => errors.Add(new ScheduleError(row.Line, id, reason));

        ScheduledCall Call(CsvFields row)
        {
            var terminal = row["terminal"] ?? "";
            if (places.Find(terminal, out var reason) is not { } code)
                Error(row, $"terminal: {reason}");
            else
                terminal = code;
            return new ScheduledCall(
                terminal,
                Instant(row, "arrival"),
                Instant(row, "departure"),
                Instant(row, "cutoff"),
                Kind(row),
                Int(row, "handling_minutes"),
                Number(row, "km"),
                Room(row)
            );
        }

        CallKind? Kind(CsvFields row)
        {
            switch (row["kind"]?.ToUpperInvariant())
            {
                case null:
                    return null;
                case "CARGO":
                    return CallKind.Cargo;
                case "PASS":
                    return CallKind.Pass;
                default:
                    Error(row, $"kind '{Places.Shown(row["kind"]!)}' is not CARGO or PASS");
                    return null;
            }
        }

        CapacityVector? Room(CsvFields row)
        {
            if (row["teu"] is null && row["kg"] is null && row["litres"] is null && row["reefer_plugs"] is null && row["uld"] is null)
                return null;
            var teu = Number(row, "teu") ?? 0;
            if (teu is < 0 or > 100_000 || decimal.Truncate(teu * 100) != teu * 100)
            {
                Error(row, "teu must be from 0 to 100000 with at most two places");
                teu = 0;
            }
            return new CapacityVector(
                (int)(teu * 100),
                Int(row, "kg") ?? 0,
                Int(row, "litres") ?? 0,
                Int(row, "reefer_plugs") ?? 0,
                Int(row, "uld") ?? 0
            );
        }

        CargoRules? Rules()
        {
            if (head["accepts"] is not { } accepts)
            {
                if (CsvColumns.OfMovement[5..^2].FirstOrDefault(c => head[c] is not null) is { } alone)
                    Error(head, $"{alone} is given without accepts");
                return null;
            }
            var kinds = new List<CargoKind>();
            foreach (var word in accepts.Split('|', StringSplitOptions.TrimEntries))
            {
                if (Enum.TryParse<CargoKind>(word, ignoreCase: true, out var kind) && char.IsLetter(word[0]))
                    kinds.Add(kind);
                else
                    Error(head, $"accepts '{Places.Shown(word)}' is not CONTAINER, PIECES or BULK");
            }
            var rules = new CargoRules(
                kinds,
                head["dangerous_goods"]?.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
                Flag("reefer"),
                PieceGauges: Gauges()
            );
            var limits = JsonSerializer.SerializeToNode(rules, ContractJson.Options)!.AsObject();
            foreach (var limit in CsvColumns.Limits)
            {
                if (Int(head, limit) is { } number)
                    limits[Member(limit)] = number;
            }
            return limits.Deserialize<CargoRules>(ContractJson.Options);
        }

        // As written: name:LxWxH@kg, and so on after a bar.
        IReadOnlyList<PieceGauge>? Gauges()
        {
            if (head["piece_gauges"] is not { } text)
                return null;
            var gauges = new List<PieceGauge>();
            foreach (var word in text.Split('|', StringSplitOptions.TrimEntries))
            {
                string[] parts = word.Split(':', 'x', '@');
                int[] sizes =
                [
                    .. parts.Skip(1).Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0),
                ];
                if (sizes.Length == 4 && sizes.All(n => n > 0) && parts[0].Length > 0)
                    gauges.Add(new PieceGauge(parts[0], sizes[0], sizes[1], sizes[2], sizes[3]));
                else
                    Error(head, $"piece_gauges '{Places.Shown(word)}' is not name:LxWxH@kg in cm and kg");
            }
            return gauges;
        }

        bool Flag(string column)
        {
            if (head[column] is not { } text || bool.TryParse(text, out var flag))
                return head[column] is { } yes && bool.Parse(yes);
            Error(head, $"{column} must be true or false");
            return flag;
        }

        Provenance? Source()
        {
            if (head["source"] is null && head["quality"] is null)
                return null;
            if (
                head["source"] is { } source
                && head["quality"] is { Length: 1 } mark
                && Enum.TryParse<Quality>(mark, out var quality)
                && char.IsLetter(mark[0])
            )
                return new Provenance(source, quality);
            Error(head, "source and quality (S, X, D, R or E) belong together");
            return null;
        }

        DateTimeOffset? Instant(CsvFields row, string column)
        {
            if (row[column] is not { } text)
                return null;
            if (Instants.TryParse(text, out var instant))
                return instant;
            Error(row, $"{column} '{Places.Shown(text)}' is not an instant with offset such as 2026-12-01T08:00:00+08:00");
            return null;
        }

        int? Int(CsvFields row, string column)
        {
            if (row[column] is not { } text)
                return null;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return number;
            Error(row, $"{column} '{Places.Shown(text)}' is not a whole number");
            return null;
        }

        decimal? Number(CsvFields row, string column)
        {
            if (row[column] is not { } text)
                return null;
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1_000_000)
                return number;
            Error(row, $"{column} '{Places.Shown(text)}' is not a decimal number");
            return null;
        }
    }

    public static void Write(StoredMovement stored, TextWriter text)
    {
        var m = stored.Movement;
        var limits = JsonSerializer.SerializeToNode(m.Rules, ContractJson.Options)!.AsObject();
        foreach (var call in m.Calls)
        {
            var first = call.Index == 0;
            var room = call.Index < stored.Wanted.Count ? stored.Wanted[call.Index] : null;
            string?[] fields =
            [
                m.MovementId,
                .. Head(first, m.LineId, Text(m.Run), m.Vehicle, m.TariffId),
                call.Terminal,
                call.Kind == CallKind.Cargo ? "CARGO" : "PASS",
                call.Arrival is { } arrival ? Instants.Text(arrival) : null,
                call.Departure is { } departure ? Instants.Text(departure) : null,
                call.Cutoff is { } cutoff ? Instants.Text(cutoff) : null,
                Text(call.HandlingMinutes),
                room is null ? null : m.Segments[call.Index].Km.ToString("0.############################", CultureInfo.InvariantCulture),
                room is null ? null : (room.Teu100 / 100m).ToString("0.##", CultureInfo.InvariantCulture),
                Text(room?.Kg),
                Text(room?.Litres),
                Text(room?.ReeferPlugs),
                Text(room?.Uld),
                .. Head(
                    first,
                    [
                        string.Join('|', m.Rules.Accepts.Select(a => a.ToString().ToUpperInvariant())),
                        string.Join('|', m.Rules.DangerousGoods),
                        m.Rules.Reefer ? "true" : "false",
                        .. CsvColumns.Limits.Select(limit => Text((int?)limits[Member(limit)])),
                        m.Rules.PieceGauges is { } gauges
                            ? string.Join('|', gauges.Select(g => $"{g.Name}:{g.LengthCm}x{g.WidthCm}x{g.HeightCm}@{g.Kg}"))
                            : null,
                        m.Provenance.Source,
                        m.Provenance.Quality.ToString(),
                    ]
                ),
            ];
            for (var i = 0; i < fields.Length; i++)
            {
                if (i > 0)
                    text.Write(',');
                text.Write(Quoted(fields[i]));
            }
            text.WriteLine();
        }
    }

    private static IEnumerable<string?> Head(bool first, params string?[] fields) => first ? fields : fields.Select(_ => (string?)null);

    /// <summary>The member of the contract that a column is: <c>max_piece_kg</c> is <c>maxPieceKg</c>.</summary>
    private static string Member(string column) =>
        string.Concat(column.Split('_').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string? field) =>
        field is null ? ""
        : field.AsSpan().IndexOfAny(',', '"', '\n') < 0 && !field.Contains('\r') ? field
        : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
