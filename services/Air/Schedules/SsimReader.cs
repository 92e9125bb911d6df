using System.Globalization;
using Qujiang.LegKernel.Schedules;
using Qujiang.Network;

namespace Qujiang.Air.Schedules;

/// <summary>Reads the records of a data set one after the other and gives the itinerary variations they make, or what is wrong with them.</summary>
internal sealed class SsimReader(Flights flights)
{
    private readonly List<SsimLeg> legs = [];
    private readonly List<ScheduleError> errors = [];
    private (Designator Flight, int Variation, string Days)? itinerary;
    private SsimPeriod period;
    private int firstLine;
    private int? lastSerial;
    private bool local;
    private string? airline;

    /// <summary>Whether a carrier's records are begun and not ended.</summary>
    public bool IsOpen => airline is not null;

    /// <summary>Takes a record; answers what ends with it, and what is wrong with it alone.</summary>
    public IEnumerable<(SsimFlight? Flight, ScheduleRow? Bad)> Take(SsimRecord record)
    {
        if (record.IsFiller)
            yield break;
        if (record.Type is not '4' && !Continues(record))
        {
            if (End() is { } ended)
                yield return ended;
        }
        if (SerialProblem(record) is { } gap)
            yield return (null, ScheduleRow.Bad(record.Line, null, gap));
        switch (record.Type)
        {
            case '1':
                break;
            case '2':
                if (IsOpen)
                    yield return (null, ScheduleRow.Bad(record.Line, null, $"the records of {airline} have no trailer"));
                (airline, local) = (record[3, 5], record.Text[1] == 'L');
                if (record.Text[1] is not ('L' or 'U'))
                    yield return (null, ScheduleRow.Bad(record.Line, null, $"time mode '{record.Text[1]}' is not U or L: taken as U"));
                break;
            case '3':
                TakeLeg(record);
                break;
            case '4':
                if (itinerary is null)
                    yield return (null, ScheduleRow.Bad(record.Line, null, "segment data without a flight leg before it"));
                break;
            case '5':
                if (TrailerProblem(record) is { } wrong)
                    yield return (null, ScheduleRow.Bad(record.Line, null, wrong));
                airline = null;
                break;
            default:
                yield return (null, ScheduleRow.Bad(record.Line, null, $"there is no record type '{Places.Shown(record.Text[..1])}'"));
                break;
        }
    }

    /// <summary>The itinerary that is begun, if there is one.</summary>
    public (SsimFlight? Flight, ScheduleRow? Bad)? End()
    {
        if (itinerary is not { } it)
            return null;
        itinerary = null;
        CheckLegs();
        (SsimFlight?, ScheduleRow?) result =
            errors.Count > 0
                ? (null, new ScheduleRow(firstLine, it.Flight.ToString(), null, [.. errors]))
                : (new SsimFlight(it.Flight, period, [.. legs], local), null);
        legs.Clear();
        errors.Clear();
        return result;
    }

    private bool Continues(SsimRecord record) =>
        record.Type == '3' && itinerary is { } it && it.Flight == DesignatorOf(record) && it.Variation == VariationOf(record);

    private string? SerialProblem(SsimRecord record)
    {
        var expected = lastSerial is 999_999 ? 2 : lastSerial + 1;
        var serial = record.Serial;
        lastSerial = serial ?? expected;
        return serial is null ? $"record serial number '{Places.Shown(record[195, 200])}' is not a number"
            : expected is not null && serial != expected
                ? $"record serial number is {serial:000000}, not {expected:000000}: a record is missing"
            : null;
    }

    private string? TrailerProblem(SsimRecord record)
    {
        if (record[3, 5] != airline)
            return $"the trailer is that of '{Places.Shown(record[3, 5])}', not of '{airline}'";
        if (record.Int(188, 193) is { } check && lastSerial > 1 && check != lastSerial - 1)
            return $"the trailer follows record {check:000000}, not {lastSerial - 1:000000}: a record is missing";
        return record.Text[193] is 'C' or 'E' ? null : "the trailer says neither C (continuation) nor E (end) in column 194";
    }

    private void TakeLeg(SsimRecord r)
    {
        var flight = DesignatorOf(r);
        var days = $"{r[15, 21]}{r[22, 28]}{r.Text[28..36]}";
        if (itinerary is null)
        {
            itinerary = (flight, VariationOf(r), days);
            firstLine = r.Line;
            period = PeriodOf(r);
        }
        void Error(string reason) => errors.Add(new ScheduleError(r.Line, flight.ToString(), reason));

        if (airline is null)
            Error("a flight leg before a carrier record");
        else if (r[3, 5] != airline)
            Error($"airline '{Places.Shown(r[3, 5])}' is not that of the carrier record, '{airline}'");
        if (flight.Number is < 1 or > 9999 || flight.Airline.Length is < 2 or > 3 || !flight.Airline.All(char.IsAsciiLetterOrDigit))
            Error($"'{Places.Shown(r[3, 9])}' is not a flight designator");
        if (itinerary.Value.Days != days)
            Error("period, days and frequency are not those of the first leg");
        if (Vehicle(r) is not { } vehicle)
            Error($"aircraft type '{Places.Shown(r[73, 75])}' has no vehicle class here");
        else if (legs.Count > 0 && legs[0].Vehicle != vehicle)
            Error("another vehicle class than on the first leg: not taken as one movement");
        else
            AddLeg(r, vehicle, Error);
    }

    private void AddLeg(SsimRecord r, string vehicle, Action<string> error)
    {
        var (from, to) = (Airport(r[37, 39], error), Airport(r[55, 57], error));
        var sequence = Read(r.Int(12, 13), "leg sequence number", r[12, 13], error);
        var departure = Read(r.Time(44), "aircraft departure time", r[44, 47], error);
        var arrival = Read(r.Time(58), "aircraft arrival time", r[58, 61], error);
        var departureOffset = local ? Read(r.Offset(48), "UTC variation of departure", r[48, 52], error) : 0;
        var arrivalOffset = local ? Read(r.Offset(66), "UTC variation of arrival", r[66, 70], error) : 0;
        var departureDays = Read(r.Variation(193), "date variation of departure", r[193, 193], error);
        var arrivalDays = Read(r.Variation(194), "date variation of arrival", r[194, 194], error);
        // A blank variation of a flight over midnight says nothing: it lands on the next day.
        if (r.Text[193] == ' ' && arrival - arrivalOffset <= departure - departureOffset)
            arrivalDays = departureDays + 1;
        legs.Add(
            new SsimLeg(r.Line, sequence, from, departure, departureOffset, departureDays, to, arrival, arrivalOffset, arrivalDays, vehicle)
        );
    }

    private void CheckLegs()
    {
        for (var i = 0; i < legs.Count; i++)
        {
            if (legs[i].Sequence != i + 1)
                errors.Add(
                    new ScheduleError(legs[i].Line, itinerary?.Flight.ToString(), $"leg {legs[i].Sequence} where leg {i + 1} should be")
                );
            if (i > 0 && legs[i].From != legs[i - 1].To)
                errors.Add(
                    new ScheduleError(
                        legs[i].Line,
                        itinerary?.Flight.ToString(),
                        $"departs from {legs[i].From}, the leg before arrives at {legs[i - 1].To}"
                    )
                );
        }
    }

    private SsimPeriod PeriodOf(SsimRecord r)
    {
        void Error(string reason) => errors.Add(new ScheduleError(r.Line, DesignatorOf(r).ToString(), reason));
        var from = r.Date(15);
        if (from is null)
            Error($"period from '{Places.Shown(r[15, 21])}' is not a date such as 01DEC26");
        // 00XXX00: until further notice.
        var to = r[22, 28] == "00XXX00" ? new DateOnly(2099, 12, 31) : r.Date(22);
        if (to is null)
            Error($"period to '{Places.Shown(r[22, 28])}' is not a date such as 01DEC26");
        if (to < from)
            Error("the period ends before it begins");
        var days = 0;
        for (var i = 0; i < 7; i++)
        {
            var mark = r.Text[28 + i];
            if (mark == '1' + i)
                days |= 1 << i;
            else if (mark is not (' ' or '0'))
                Error($"days of operation '{Places.Shown(r.Text[28..35])}' are not of the form 1 3 5 7");
        }
        if (days == 0)
            Error("there is no day of operation");
        if (r.Text[35] is not (' ' or '1' or '2'))
            Error($"frequency rate '{r.Text[35]}' is not blank, 1 or 2");
        return new SsimPeriod(from ?? default, to ?? default, days, r.Text[35] == '2' ? 2 : 1);
    }

    private string? Vehicle(SsimRecord r) => flights.VehicleOf(r[73, 75]);

    private static string Airport(string iata, Action<string> error)
    {
        if (iata.Length == 3 && Terminals.Hub.FindByIata(iata) is { } airport)
            return airport.Code.Value;
        error($"there is no airport '{Places.Shown(iata)}' in this network");
        return "";
    }

    private static int Read(int? value, string what, string text, Action<string> error)
    {
        if (value is null)
            error($"{what} '{Places.Shown(text)}' cannot be read");
        return value ?? 0;
    }

    private static Designator DesignatorOf(SsimRecord r) =>
        new(r[3, 5], r.Int(6, 9) ?? 0, char.IsAsciiLetterUpper(r.Text[1]) ? r.Text[1].ToString(CultureInfo.InvariantCulture) : "");

    /// <summary>Itinerary variation identifier; column 128 counts the hundreds.</summary>
    private static int VariationOf(SsimRecord r) => (r.Int(10, 11) ?? 0) + (100 * (r.Int(128, 128) ?? 0));
}
