using Qujiang.LegKernel;
using Qujiang.Road;
using Qujiang.Road.Features;
using Qujiang.ServiceDefaults;

var lanes = RoadModule.Lanes();
var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("road");
builder.AddLegKernel(RoadModule.Create(lanes));
builder.Services.AddSingleton(lanes);

var app = builder.Build();
app.MapServiceDefaults();
app.MapLegKernel();
ListCorridors.Map(app);
CorridorClosure.Map(app);
await app.RunAsync();
