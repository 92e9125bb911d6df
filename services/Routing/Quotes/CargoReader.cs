using Qujiang.Network;
using Qujiang.ServiceDefaults;

namespace Qujiang.Routing.Quotes;

/// <summary>Checks what is to be moved.</summary>
public sealed class CargoReader
{
    private const int MostBoxes = 500;
    private const int MostPieces = 10_000;
    private const int MostPiecesKg = 1_000_000;
    private const long MostPiecesLitres = 10_000_000;
    private const int MostBulkKg = 50_000_000;
    private const string NotNull = "must be an object";

    /// <returns>The shipment; null when something is wrong with it.</returns>
    public Shipment? Read(QuoteRequest request, Validator check)
    {
        var before = check.Errors.Count;
        var kinds = (request.Equipment is null ? 0 : 1) + (request.Pieces is null ? 0 : 1) + (request.Bulk is null ? 0 : 1);
        if (kinds == 0)
        {
            check.Error("there is no cargo: give equipment (containers), pieces or bulk");
        }
        else if (kinds > 1)
        {
            check.Error("equipment, pieces and bulk cannot be mixed in one quote: ask for each by itself");
        }
        var boxes = ReadBoxes(request.Equipment, check.At("equipment"));
        var pieces = ReadPieces(request.Pieces, check.At("pieces"));
        var bulk = ReadBulk(request.Bulk, check.At("bulk"));
        var dangerous = ReadDangerous(request.DangerousGoods, check.At("dangerousGoods"));
        var reefer = ReadReefer(request, boxes, check.At("reefer"));
        var emptyReturn = request.Co2e is { EmptyReturn: true };
        check.At("co2e").Require(!emptyReturn || request.Equipment is not null, "emptyReturn", "only containers return empty");
        return check.Errors.Count == before
            ? new Shipment(boxes, pieces, bulk, request.Bulk?.Commodity.Trim(), dangerous, reefer, emptyReturn)
            : null;
    }

    private static List<Boxes> ReadBoxes(IReadOnlyList<EquipmentRequest?>? requests, Validator check)
    {
        var boxes = new List<Boxes>();
        if (requests is null)
        {
            return boxes;
        }
        if (requests.Count is 0 or > 20)
        {
            check.Error("must have 1 to 20 entries");
        }
        foreach (var (i, request) in requests.Take(20).Index())
        {
            var at = check.At(i);
            if (request is null)
            {
                at.Error(NotNull);
                continue;
            }
            var equipment = Equipment.Find(request.Type);
            at.Require(
                equipment is not null,
                "type",
                $"must be an ISO 6346 size-type code of the hub: {string.Join(", ", Equipment.All.Select(e => e.Type))}"
            );
            var counted = at.Require(request.Count is >= 1 and <= MostBoxes, "count", $"must be from 1 to {MostBoxes}");
            if (at.Require(request.CargoKg > 0, "cargoKg", "must be more than 0") && equipment is not null)
            {
                var fits = at.Require(
                    request.CargoKg <= equipment.MaxCargoKg,
                    "cargoKg",
                    $"is more than a {equipment.Type} takes: at most {equipment.MaxCargoKg} kg, "
                        + $"which with {equipment.TareKg} kg tare is its rating of {equipment.MaxGrossKg} kg"
                );
                var (sized, size) = ReadSize(request, equipment, at);
                if (fits && counted && sized)
                {
                    boxes.Add(new Boxes(equipment, request.Count, (int)Math.Ceiling(request.CargoKg), size));
                }
            }
        }
        if (boxes.Sum(b => b.Count) > MostBoxes)
        {
            check.Error($"has more than {MostBoxes} boxes in all");
        }
        return boxes;
    }

    /// <summary>Only an open top lets cargo reach above it, only a flat rack to its sides and ends.</summary>
    private static (bool Right, Gauge? Size) ReadSize(EquipmentRequest request, Equipment equipment, Validator check)
    {
        (decimal? Cm, string Name)[] sides =
        [
            (request.CargoLengthCm, "cargoLengthCm"),
            (request.CargoWidthCm, "cargoWidthCm"),
            (request.CargoHeightCm, "cargoHeightCm"),
        ];
        if (Array.TrueForAll(sides, s => s.Cm is null))
        {
            return (true, null);
        }
        if (equipment.Gauge is not { } gauge)
        {
            check.Error($"the cargo of a {equipment.Type} has no length, width and height");
            return (false, null);
        }
        var right = true;
        foreach (var (cm, name) in sides)
        {
            right &= check.Require(
                cm is > 0 and <= 3_000,
                name,
                "must be more than 0 and at most 3000; give length, width and height, or none"
            );
        }
        if (!right)
        {
            return (false, null);
        }
        var size = new Gauge(Up(request.CargoLengthCm!.Value), Up(request.CargoWidthCm!.Value), Up(request.CargoHeightCm!.Value));
        right &= Within(size.LengthCm <= gauge.LengthCm || equipment.Open == Openness.Rack, "cargoLengthCm", gauge.LengthCm);
        right &= Within(size.WidthCm <= gauge.WidthCm || equipment.Open == Openness.Rack, "cargoWidthCm", gauge.WidthCm);
        right &= Within(size.HeightCm <= gauge.HeightCm || equipment.Open != Openness.Closed, "cargoHeightCm", gauge.HeightCm);
        return (right, size);

        bool Within(bool fits, string name, int most) =>
            check.Require(
                fits,
                name,
                $"is more than a {equipment.Type} takes: at most {most} cm; out of gauge goes on "
                    + string.Join(
                        ", ",
                        Equipment
                            .All.Where(e => e.Open == Openness.Rack || (name == "cargoHeightCm" && e.Open == Openness.Top))
                            .Select(e => e.Type)
                    )
            );
    }

    private static List<Piece> ReadPieces(IReadOnlyList<PiecesRequest?>? requests, Validator check)
    {
        var pieces = new List<Piece>();
        if (requests is null)
        {
            return pieces;
        }
        if (requests.Count is 0 or > 200)
        {
            check.Error("must have 1 to 200 entries");
        }
        foreach (var (i, request) in requests.Take(200).Index())
        {
            var at = check.At(i);
            if (request is null)
            {
                at.Error(NotNull);
                continue;
            }
            var right = at.Require(request.Count is >= 1 and <= MostPieces, "count", $"must be from 1 to {MostPieces}");
            right &= at.Require(request.Kg is > 0 and <= 100_000, "kg", "must be more than 0 and at most 100000");
            right &= Side(request.LengthCm, "lengthCm");
            right &= Side(request.WidthCm, "widthCm");
            right &= Side(request.HeightCm, "heightCm");
            if (right)
            {
                var (length, width) = (Math.Max(request.LengthCm, request.WidthCm), Math.Min(request.LengthCm, request.WidthCm));
                pieces.Add(new Piece(request.Count, Up(request.Kg), Up(length), Up(width), Up(request.HeightCm)));
            }

            bool Side(decimal cm, string name) => at.Require(cm is > 0 and <= 3_000, name, "must be more than 0 and at most 3000");
        }
        if (pieces.Sum(p => (long)p.Count) > MostPieces)
        {
            check.Error($"has more than {MostPieces} pieces in all");
        }
        if (pieces.Sum(p => (long)p.Count * p.Kg) > MostPiecesKg)
        {
            check.Error($"weighs more than {MostPiecesKg / 1000} t in all: ask for bulk or containers");
        }
        if (pieces.Sum(p => p.Litres) > MostPiecesLitres)
        {
            check.Error($"has more than {MostPiecesLitres / 1000} cubic metres in all");
        }
        return pieces;
    }

    private static int ReadBulk(BulkRequest? request, Validator check)
    {
        if (request is null)
        {
            return 0;
        }
        var commodity = request.Commodity.Trim();
        check.Require(
            commodity.Length is >= 1 and <= 60 && !commodity.Any(char.IsControl),
            "commodity",
            "must have 1 to 60 printable characters"
        );
        return check.Require(request.Kg is > 0 and <= MostBulkKg, "kg", $"must be more than 0 and at most {MostBulkKg}")
            ? Up(request.Kg)
            : 0;
    }

    private static Dangerous? ReadDangerous(DangerousGoodsRequest? request, Validator check)
    {
        if (request is null)
        {
            return null;
        }
        var main = ReadDangerous(request.UnNumber, request.Class, request.PackingGroup, check);
        var others = request.PackedWith ?? [];
        check.Require(others.Count <= 9, "packedWith", "must have at most 9 entries");
        var packed = new List<Dangerous>();
        foreach (var (i, other) in others.Take(9).Index())
        {
            var at = check.At("packedWith").At(i);
            if (other is null)
            {
                at.Error(NotNull);
            }
            else if (ReadDangerous(other.UnNumber, other.Class, other.PackingGroup, at) is { } read)
            {
                packed.Add(read);
            }
        }
        return main is null || packed.Count == 0 ? main : main with { PackedWith = packed };
    }

    private static Dangerous? ReadDangerous(string unNumber, string dgClass, string? packingGroup, Validator check)
    {
        var un = DangerousGoods.NormalizeUnNumber(unNumber);
        var right = check.Require(un is not null, "unNumber", "must be a UN number: four digits, such as 1203");
        right &= check.Require(
            DangerousGoods.IsClass(dgClass),
            "class",
            $"there is no such class; the classes are {string.Join(", ", DangerousGoods.Classes)}"
        );
        right &= check.Require(packingGroup is null || DangerousGoods.IsPackingGroup(packingGroup), "packingGroup", "must be I, II or III");
        return right ? new Dangerous(un!, dgClass, packingGroup) : null;
    }

    private static decimal? ReadReefer(QuoteRequest request, List<Boxes> boxes, Validator check)
    {
        if (request.Reefer is not { } reefer)
        {
            return null;
        }
        check.Require(reefer.SetPointC is >= -70 and <= 40, "setPointC", "must be from -70 to 40 degrees Celsius");
        if (request.Bulk is not null)
        {
            check.Error("bulk is not cooled on the way");
        }
        if (boxes.Count > 0 && boxes.Exists(b => !b.Equipment.Reefer))
        {
            check.Error($"needs refrigerated containers: {string.Join(", ", Equipment.All.Where(e => e.Reefer).Select(e => e.Type))}");
        }
        return reefer.SetPointC;
    }

    private static int Up(decimal value) => (int)Math.Ceiling(value);
}
