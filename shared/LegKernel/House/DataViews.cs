using Qujiang.Contracts.V1;

namespace Qujiang.LegKernel.House;

/// <summary>A row as a body gives it.</summary>
/// <param name="Reason">Why it is changed, 1 to 500 characters; kept with the version.</param>
/// <param name="From">Day of the hub from which it holds; absent: today. A row of the same day is replaced, the others stay.</param>
/// <param name="Provenance">Where it comes from; absent: the caller's word.</param>
/// <remarks>Without the constraint the JSON reader takes <see cref="Data"/> for something that may be null.</remarks>
public sealed record DataInput<T>(T Data, string Reason, DateOnly? From = null, Provenance? Provenance = null)
    where T : class;

/// <summary>Asks for a former version.</summary>
/// <param name="Revision">Whose rows are to hold again.</param>
/// <param name="Reason">As in <see cref="DataInput{T}"/>.</param>
public sealed record DataRestore(long Revision, string Reason);

/// <summary>A sheet as REST shows it.</summary>
/// <param name="Current">The row that holds today; null before the first.</param>
/// <param name="Rows">All, by the day from which each holds.</param>
public sealed record DataView<T>(
    string Id,
    long Revision,
    DataRow<T>? Current,
    IReadOnlyList<DataRow<T>> Rows,
    DateTimeOffset ChangedAt,
    string Who,
    string Why
);

/// <summary>What a change of data has done to the movements that have not set out, and to pools and lanes.</summary>
/// <param name="Rescheduled">Run at other times.</param>
/// <param name="Room">Offer more or less room.</param>
/// <param name="Cancelled">Do not run any more.</param>
/// <param name="Restored">Had been cancelled for the data and run after all.</param>
/// <param name="Made">Run for the first time.</param>
/// <param name="PoolDays">Days of pools that offer more or less room.</param>
/// <param name="Lanes">Lanes that take another time, lead another way or take other cargo.</param>
/// <param name="Kept">Stay as they were, because room on them is taken and they would call elsewhere.</param>
public sealed record DataEffect(
    int Rescheduled,
    int Room,
    int Cancelled,
    int Restored,
    int Made,
    int PoolDays,
    int Lanes,
    IReadOnlyList<string> Kept
);

/// <summary>Answer to a change.</summary>
/// <param name="Sheet">As it is now.</param>
/// <param name="Effect">Null where nothing was changed, because it was so already.</param>
public sealed record DataAnswer<T>(DataView<T> Sheet, DataEffect? Effect);

/// <summary>A list of sheets or versions.</summary>
public sealed record DataList<T>(DateTimeOffset AsOf, IReadOnlyList<T> Items);
